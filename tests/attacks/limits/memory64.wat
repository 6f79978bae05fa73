;; A memory of 64 bits, of which no bound of 32 bits holds.
(component
  (core module $m (memory i64 0x1000000000) (func (export "handle")))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
