/* Comparing and searching bytes, sixteen at a time: the C library's own versions take them one by one. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wasm_simd128.h>

int memcmp(const void *a, const void *b, size_t n) {
  const unsigned char *x = a, *y = b;
  for (; n >= 16; x += 16, y += 16, n -= 16) {
    uint32_t differs = (uint32_t)wasm_i8x16_bitmask(wasm_i8x16_ne(wasm_v128_load(x), wasm_v128_load(y)));
    if (differs) {
      int at = __builtin_ctz(differs);
      return x[at] - y[at];
    }
  }
  for (; n; x++, y++, n--)
    if (*x != *y) return *x - *y;
  return 0;
}

void *memchr(const void *s, int c, size_t n) {
  const unsigned char *p = s;
  v128_t wanted = wasm_i8x16_splat((int8_t)c);
  for (; n >= 16; p += 16, n -= 16) {
    uint32_t found = (uint32_t)wasm_i8x16_bitmask(wasm_i8x16_eq(wasm_v128_load(p), wanted));
    if (found) return (void *)(p + __builtin_ctz(found));
  }
  for (; n; p++, n--)
    if (*p == (unsigned char)c) return (void *)p;
  return NULL;
}
