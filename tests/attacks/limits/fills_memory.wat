;; One instruction that writes 64 MiB, again and again: no loop of small steps.
(component
  (core module $m
    (memory 1024)
    (func (export "handle")
      (loop $again
        (memory.fill (i32.const 0) (i32.const 255) (i32.const 67108864))
        (br $again))))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
