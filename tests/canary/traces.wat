;; Looks for what others may have left in its memory, its tables and its globals; leaves something in all of them; looks again.
;; Answers with what it found before and after: words of memory that are not as in a new instance, slots of tables, globals.
;; `PAGES` (of memory) and `SLOTS` (of the table) are how far it grows, before it looks; one word of every `STEP` bytes is
;; written; `NUMBER` makes the text another one.
(module
  ;; Status; reason; fields; whether the host adds fields; content; where the result goes.
  (import "airlock:handler/response@0.1.0" "send"
    (func $send (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 3)
  (table $table 2000 100000 funcref)
  (table $second 500 funcref)
  ;; Part of an image that every instance maps.
  (data (i32.const 1024) "as it was built.")
  (global $number i32 (i32.const NUMBER))
  (global $word (mut i32) (i32.const 7))
  (global $long (mut i64) (i64.const 0))
  (global $real (mut f64) (f64.const 0))
  (global $reference (mut funcref) (ref.null func))
  (global $at (mut i32) (i32.const 0))
  (elem declare func $left)
  (func $left)

  (func $end (result i32) (i32.mul (memory.size) (i32.const 65536)))

  (func $look_at_memory (result i32) (local $at i32) (local $end i32) (local $found i32)
    (local.set $end (call $end))
    (loop $words
      (local.set $found (i32.add (local.get $found) (i64.ne (i64.load (local.get $at)) (i64.const 0))))
      (br_if $words (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end))))
    ;; The two words of the image, if they are those.
    (i32.sub
      (local.get $found)
      (i32.add
        (i64.eq (i64.load (i32.const 1024)) (i64.const 0x6177207469207361))
        (i64.eq (i64.load (i32.const 1032)) (i64.const 0x2e746c6975622073)))))

  (func $look_at_tables (result i32) (local $at i32) (local $found i32)
    (loop $slots
      (local.set $found (i32.add (local.get $found) (i32.eqz (ref.is_null (table.get $table (local.get $at))))))
      (br_if $slots (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (table.size $table))))
    (local.set $at (i32.const 0))
    (loop $slots
      (local.set $found (i32.add (local.get $found) (i32.eqz (ref.is_null (table.get $second (local.get $at))))))
      (br_if $slots (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (table.size $second))))
    (local.get $found))

  (func $look_at_globals (result i32)
    (i32.add
      (i32.add (i32.ne (global.get $word) (i32.const 7)) (i64.ne (global.get $long) (i64.const 0)))
      (i32.add (f64.ne (global.get $real) (f64.const 0)) (i32.eqz (ref.is_null (global.get $reference))))))

  (func $leave (local $at i32) (local $end i32)
    (local.set $end (call $end))
    (loop $words
      (i64.store (local.get $at) (i64.const 0x5eedca7ac0ffee11))
      (br_if $words (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const STEP))) (local.get $end))))
    (table.fill $table (i32.const 0) (ref.func $left) (table.size $table))
    (table.fill $second (i32.const 0) (ref.func $left) (table.size $second))
    (global.set $word (i32.const 0x5eed))
    (global.set $long (i64.const 0x5eedca7ac0ffee11))
    (global.set $real (f64.const 1))
    (global.set $reference (ref.func $left)))

  ;; The number in decimal digits and a blank, at $at.
  (func $print (param $number i32)
    (if (i32.ge_u (local.get $number) (i32.const 10))
      (then
        (call $print (i32.div_u (local.get $number) (i32.const 10)))
        (global.set $at (i32.sub (global.get $at) (i32.const 1)))))
    (i32.store8 (global.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
    (i32.store8 offset=1 (global.get $at) (i32.const 32))
    (global.set $at (i32.add (global.get $at) (i32.const 2))))

  (func (export "handle") (local $memory i32) (local $slots i32) (local $globals i32)
    (drop (memory.grow (i32.const PAGES)))
    (drop (table.grow $table (ref.null func) (i32.const SLOTS)))
    (local.set $memory (call $look_at_memory))
    (local.set $slots (call $look_at_tables))
    (local.set $globals (call $look_at_globals))
    (call $leave)
    (global.set $at (i32.const 2048))
    (call $print (local.get $memory))
    (call $print (local.get $slots))
    (call $print (local.get $globals))
    ;; As the text stands where words were, the ones that it covers count as well.
    (call $print (call $look_at_memory))
    (call $print (call $look_at_tables))
    (call $print (call $look_at_globals))
    (call $send
      (i32.const 200) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1)
      (i32.const 2048) (i32.sub (global.get $at) (i32.const 2049)) (i32.const 3072)))

  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable))
