;; Asks for memory a page at a time and then for all at once, and does not take no for an answer.
(component
  (core module $m
    (memory 1)
    (func (export "handle")
      (loop $again
        (drop (memory.grow (i32.const 1)))
        (drop (memory.grow (i32.const 60000)))
        (br $again))))
  (core instance $i (instantiate $m))
  (func (export "handle") (canon lift (core func $i "handle"))))
