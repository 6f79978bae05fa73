;; Asks for WASI's file system by its name.
(component
  (import "wasi:filesystem/preopens@0.2.0" (instance))
  (core module $m (func (export "handle")))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
