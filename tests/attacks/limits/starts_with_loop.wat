;; Never gets to its handler: the start function does not end.
(component
  (core module $m (func $s (loop (br 0))) (start $s) (func (export "handle")))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
