;; A program in another language asks WASI for the folders that it was given, and opens files from every descriptor there could be.
(module
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "Content-Type: text/plain\n\ngot nothing")
  (data (i32.const 128) "Content-Type: text/plain\n\ngot a file!")
  (data (i32.const 256) "../../../../../../etc/passwd")
  (func (export "_start") (local $fd i32) (local $text i32)
    (local.set $text (i32.const 64))
    (loop $next
      (if (i32.eqz (call $prestat (local.get $fd) (i32.const 512))) (then (local.set $text (i32.const 128))))
      (if (i32.eqz (call $open (local.get $fd) (i32.const 1) (i32.const 256) (i32.const 28) (i32.const 0)
                     (i64.const 2) (i64.const 2) (i32.const 0) (i32.const 520)))
        (then (local.set $text (i32.const 128))))
      (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $fd) (i32.const 128))))
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (i32.const 37))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
