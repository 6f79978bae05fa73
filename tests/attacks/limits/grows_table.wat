;; Grows a table without end: memory that no memory has.
(component
  (core module $m
    (table $t 1 funcref)
    (func (export "handle")
      (loop $again (br_if $again (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)))) (unreachable)))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
