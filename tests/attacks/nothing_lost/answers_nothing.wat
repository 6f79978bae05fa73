;; Returns without an answer.
(component
  (core module $m (func (export "handle")))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
