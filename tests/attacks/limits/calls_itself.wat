;; Calls itself, through a table, with more locals than a frame likes.
(component
  (core module $m
    (type $f (func (param i64 i64 i64 i64) (result i64)))
    (table 1 funcref)
    (elem (i32.const 0) $deep)
    (func $deep (type $f)
      (i64.add (call_indirect (type $f) (local.get 1) (local.get 2) (local.get 3) (local.get 0) (i32.const 0)) (i64.const 1)))
    (func (export "handle") (drop (call $deep (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)))))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
