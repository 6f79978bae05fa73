-- One line of JSON at the end of a run. Unless several paths are to be asked for, nothing here runs while requests do.

-- `wrk … -- PATTERN COUNT` asks for the paths that PATTERN gives for 0 to COUNT - 1, in turn; they are written out before.
init = function(arguments)
   local pattern, count = arguments[1], tonumber(arguments[2])
   if pattern == nil then
      return
   end
   local requests, last = {}, 0
   for number = 1, count do
      requests[number] = wrk.format(nil, string.format(pattern, number - 1))
   end
   request = function()
      last = last % count + 1
      return requests[last]
   end
end

done = function(summary, latency, requests)
   io.write(string.format(
      '\nREPORT {"requests": %d, "microseconds": %d, "p50": %d, "p90": %d, "p99": %d, "p99_9": %d, "max": %d,'
         .. ' "not_2xx": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}\n',
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(90), latency:percentile(99),
      latency:percentile(99.9), latency.max,
      summary.errors.status, summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout
   ))
end
