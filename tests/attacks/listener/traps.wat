;; A component that traps in a function whose name would be lines of the log.
(component
  (core module $m
    (func $"trap\n2026-01-01T00:00:00.000000Z  WARN forged\1b[31m" (unreachable))
    (func (export "handle") (call $"trap\n2026-01-01T00:00:00.000000Z  WARN forged\1b[31m")))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
