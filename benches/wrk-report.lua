-- One line of JSON at the end of a run. Nothing here runs while requests do.
done = function(summary, latency, requests)
   io.write(string.format(
      '\nREPORT {"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "max": %d,'
         .. ' "not_2xx": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}\n',
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
      summary.errors.status, summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout
   ))
end
