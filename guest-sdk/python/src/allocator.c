/* malloc, made for an interpreter that is snapshotted and then lives for one request. An application may be loaded in
   between, for a snapshot of its own.

   A page of the snapshot that is written to costs a page copy, so a request must not walk free lists that lie all over
   the old heap. Hence two phases: the snapshot's heap is left alone once the build phase has ended, and a request
   allocates densely from a region of its own, which exists already when the snapshot is taken: no memory.grow.

   Small chunks are carved one behind the other and reused by size, last freed first. Large ones are kept in bins by
   size and merged with their free neighbours. Everything has an 8-byte header. */

#include "allocator.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

enum {
  FREE = 1,    /* a large chunk in a bin */
  SMALL = 2,   /* carved from a run; never merged */
  ALIGNED = 4, /* `size` is the distance back to the real payload */
  FLAGS = 7,
};

typedef struct Chunk {
  uint32_t before; /* size of the large chunk in front of this one; 0 for the region's first */
  uint32_t size;   /* of header and payload, a multiple of 8, with flags in the low bits */
  struct Chunk *next, *previous; /* in a bin; only while free */
} Chunk;

#define HEADER 8u
#define SMALL_LIMIT 512u /* largest payload of a small chunk */
#define SMALL_CLASSES (SMALL_LIMIT / 8 + 1)
#define RUN_BYTES 32768u
#define SMALLEST_LARGE 32u
#define BIN_SPLIT 8u /* bins per power of two */
#define BINS (27u * BIN_SPLIT)
#define WASM_PAGE 65536u
#define HOST_PAGE 4096u

static struct {
  Chunk *small[SMALL_CLASSES]; /* linked by `next` */
  char *run, *run_end;         /* where small chunks are carved */
  Chunk *bins[BINS];
  uint32_t bin_filled[(BINS + 31) / 32];
  uint32_t last_size;      /* of the large chunk that ends at `top`; 0 for none */
  char *start, *top, *end; /* the region: used up to `top`, available up to `end` */
  char *untouched;         /* from here on nothing was ever written: it is still zero */
} heap;

static char *requests_start; /* null in the build phase */

static inline uint32_t size_of(const Chunk *c) { return c->size & ~(uint32_t)FLAGS; }
static inline void *payload(Chunk *c) { return (char *)c + HEADER; }
static inline Chunk *chunk_of(void *p) { return (Chunk *)((char *)p - HEADER); }

/* Chunks that the snapshot holds are neither reused nor given back. */
static inline int is_snapshot(const void *p) { return (const char *)p < requests_start; }

/* --- bins ------------------------------------------------------------------------------------------------------ */

static inline uint32_t bin_of(uint32_t size) {
  uint32_t power = 31 - (uint32_t)__builtin_clz(size);
  return (power - 5) * BIN_SPLIT + ((size >> (power - 3)) & (BIN_SPLIT - 1));
}

static void bin_insert(Chunk *c) {
  uint32_t b = bin_of(size_of(c));
  c->size |= FREE;
  c->previous = NULL;
  c->next = heap.bins[b];
  if (c->next) c->next->previous = c;
  heap.bins[b] = c;
  heap.bin_filled[b / 32] |= 1u << (b % 32);
}

static void bin_remove(Chunk *c) {
  uint32_t b = bin_of(size_of(c));
  if (c->next) c->next->previous = c->previous;
  if (c->previous) {
    c->previous->next = c->next;
  } else {
    heap.bins[b] = c->next;
    if (!c->next) heap.bin_filled[b / 32] &= ~(1u << (b % 32));
  }
  c->size &= ~(uint32_t)FREE;
}

/* A free chunk of at least `size`, or null. The bin of `size` itself may hold smaller ones: a few of it are looked at. */
static Chunk *bin_take(uint32_t size) {
  uint32_t b = bin_of(size);
  int tries = 8;
  for (Chunk *c = heap.bins[b]; c && tries--; c = c->next) {
    if (size_of(c) >= size) {
      bin_remove(c);
      return c;
    }
  }
  for (uint32_t word = (b + 1) / 32, mask = ~0u << ((b + 1) % 32); word < sizeof heap.bin_filled / 4; word++, mask = ~0u) {
    uint32_t filled = heap.bin_filled[word] & mask;
    if (!filled) continue;
    Chunk *c = heap.bins[word * 32 + (uint32_t)__builtin_ctz(filled)];
    bin_remove(c);
    return c;
  }
  return NULL;
}

/* --- large chunks ---------------------------------------------------------------------------------------------- */

static int grow(size_t need) {
  size_t pages = (need + WASM_PAGE - 1) / WASM_PAGE;
  size_t used = (size_t)(heap.end - heap.start) / WASM_PAGE;
  size_t wish = used / 8 < 16 ? 16 : used / 8; /* few grows: each one costs the host a system call */
  if (wish < pages) wish = pages;
  size_t at = __builtin_wasm_memory_grow(0, wish);
  if (at == (size_t)-1) {
    wish = pages;
    at = __builtin_wasm_memory_grow(0, wish);
    if (at == (size_t)-1) return 0;
  }
  char *fresh = (char *)(at * WASM_PAGE);
  if (fresh != heap.end) { /* only at the very start: nothing else grows the memory later */
    heap.start = heap.top = heap.untouched = fresh;
    heap.last_size = 0;
  }
  heap.end = fresh + wish * WASM_PAGE;
  return 1;
}

static inline Chunk *neighbour_after(Chunk *c) {
  char *next = (char *)c + size_of(c);
  return next == heap.top ? NULL : (Chunk *)next;
}

static inline void set_size(Chunk *c, uint32_t size) {
  c->size = size;
  Chunk *after = neighbour_after(c);
  if (after) after->before = size;
  else heap.last_size = size;
}

static void release_large(Chunk *c) {
  Chunk *after = neighbour_after(c);
  uint32_t size = size_of(c);
  if (after && (after->size & FREE)) {
    bin_remove(after);
    size += size_of(after);
    after = (char *)c + size == heap.top ? NULL : (Chunk *)((char *)c + size);
  }
  if (c->before) {
    Chunk *before = (Chunk *)((char *)c - c->before);
    if (before->size & FREE) {
      bin_remove(before);
      size += size_of(before);
      c = before;
    }
  }
  if (!after) {
    heap.top = (char *)c;
    heap.last_size = c->before;
    return;
  }
  set_size(c, size);
  bin_insert(c);
}

/* Gives back what `c` has beyond `size`. */
static void trim(Chunk *c, uint32_t size) {
  uint32_t rest = size_of(c) - size;
  if (rest < SMALLEST_LARGE) return;
  uint32_t whole = size_of(c);
  c->size = size;
  Chunk *tail = (Chunk *)((char *)c + size);
  tail->before = size;
  tail->size = rest;
  if ((char *)c + whole == heap.top) heap.last_size = rest;
  else ((Chunk *)((char *)c + whole))->before = rest;
  release_large(tail);
}

static Chunk *take_from_top(uint32_t size) {
  if ((size_t)(heap.end - heap.top) < size && !grow(size - (size_t)(heap.end - heap.top) + WASM_PAGE)) return NULL;
  Chunk *c = (Chunk *)heap.top;
  c->before = heap.last_size;
  c->size = size;
  heap.last_size = size;
  heap.top += size;
  return c;
}

static inline void mark_touched(void) {
  if (heap.untouched < heap.top) heap.untouched = heap.top;
}

static Chunk *take_large(size_t n) {
  if (n > 0x7fff0000u) return NULL;
  uint32_t size = ((uint32_t)n + HEADER + 7) & ~7u;
  if (size < SMALLEST_LARGE) size = SMALLEST_LARGE;
  Chunk *c = bin_take(size);
  if (c) {
    trim(c, size);
    return c;
  }
  return take_from_top(size);
}

/* --- small chunks ---------------------------------------------------------------------------------------------- */

static void *carve_small(uint32_t class) {
  uint32_t size = class * 8 + HEADER;
  if ((size_t)(heap.run_end - heap.run) < size) {
    Chunk *run = take_large(RUN_BYTES - HEADER);
    if (!run) return NULL;
    mark_touched();
    heap.run = payload(run);
    heap.run_end = (char *)run + size_of(run);
  }
  Chunk *c = (Chunk *)heap.run;
  heap.run += size;
  c->size = size | SMALL;
  return payload(c);
}

/* --- the C library's names --------------------------------------------------------------------------------------- */

void *malloc(size_t n) {
  if (n <= SMALL_LIMIT) {
    uint32_t class = n ? (uint32_t)(n + 7) / 8 : 1;
    Chunk *c = heap.small[class];
    if (c) {
      heap.small[class] = c->next;
      return payload(c);
    }
    void *p = carve_small(class);
    if (!p) errno = ENOMEM;
    return p;
  }
  Chunk *c = take_large(n);
  if (!c) {
    errno = ENOMEM;
    return NULL;
  }
  mark_touched();
  return payload(c);
}

void free(void *p) {
  if (!p || is_snapshot(p)) return;
  Chunk *c = chunk_of(p);
  if (c->size & SMALL) {
    uint32_t class = (size_of(c) - HEADER) / 8;
    c->next = heap.small[class];
    heap.small[class] = c;
  } else if (c->size & ALIGNED) {
    free((char *)p - size_of(c));
  } else {
    release_large(c);
  }
}

void *calloc(size_t count, size_t each) {
  size_t n;
  if (__builtin_mul_overflow(count, each, &n)) {
    errno = ENOMEM;
    return NULL;
  }
  char *untouched = heap.untouched;
  void *p = malloc(n);
  if (!p) return NULL;
  if (n > SMALL_LIMIT && (char *)p >= untouched + HEADER) return p; /* never written: already zero */
  return memset(p, 0, n);
}

size_t malloc_usable_size(void *p) {
  if (!p) return 0;
  Chunk *c = chunk_of(p);
  if (c->size & ALIGNED) return malloc_usable_size((char *)p - size_of(c)) - size_of(c);
  return size_of(c) - HEADER;
}

/* Makes a large chunk at least `size` long without moving it. */
static int extend_in_place(Chunk *c, uint32_t size) {
  Chunk *after = neighbour_after(c);
  if (!after) {
    char *end = (char *)c + size;
    if (end > heap.end && !grow((size_t)(end - heap.end))) return 0;
    heap.top = end;
    c->size = size;
    heap.last_size = size;
    mark_touched();
    return 1;
  }
  if (!(after->size & FREE) || size_of(c) + size_of(after) < size) return 0;
  bin_remove(after);
  set_size(c, size_of(c) + size_of(after));
  trim(c, size);
  return 1;
}

void *realloc(void *p, size_t n) {
  if (!p) return malloc(n);
  size_t have = malloc_usable_size(p);
  Chunk *c = chunk_of(p);
  int movable_only = is_snapshot(p) || (c->size & (SMALL | ALIGNED));
  if (n <= have) {
    if (!movable_only && n > SMALL_LIMIT && have - n > have / 4) trim(c, ((uint32_t)n + HEADER + 7) & ~7u);
    return p;
  }
  if (!movable_only && n < 0x7fff0000u && extend_in_place(c, ((uint32_t)n + HEADER + 7) & ~7u)) return p;
  void *q = malloc(n);
  if (!q) return NULL;
  memcpy(q, p, have);
  free(p);
  return q;
}

void *aligned_alloc(size_t alignment, size_t n) {
  if (alignment <= 8) return malloc(n);
  if (n > 0x7fff0000u - alignment) {
    errno = ENOMEM;
    return NULL;
  }
  char *p = malloc(n + alignment + HEADER);
  if (!p) return NULL;
  if (((uintptr_t)p & (alignment - 1)) == 0) return p;
  char *aligned = (char *)(((uintptr_t)p + HEADER + alignment - 1) & ~(uintptr_t)(alignment - 1));
  chunk_of(aligned)->size = (uint32_t)(aligned - p) | ALIGNED;
  return aligned;
}

int posix_memalign(void **out, size_t alignment, size_t n) {
  *out = aligned_alloc(alignment, n);
  return *out ? 0 : ENOMEM;
}

void *memalign(size_t alignment, size_t n) { return aligned_alloc(alignment, n); }

/* What the C library calls where it must not be fooled by a replaced malloc. */
void *__libc_malloc(size_t n) { return malloc(n); }
void *__libc_calloc(size_t count, size_t each) { return calloc(count, each); }
void __libc_free(void *p) { free(p); }

void allocator_begin_requests(size_t reserve) {
  char *start = (char *)(((uintptr_t)heap.untouched + HOST_PAGE - 1) & ~(uintptr_t)(HOST_PAGE - 1)), *end = heap.end;
  size_t left = (size_t)(end - start);
  if (left < reserve) {
    size_t pages = (reserve - left + WASM_PAGE - 1) / WASM_PAGE;
    size_t at = __builtin_wasm_memory_grow(0, pages);
    /* Refused: what is left has to do. */
    if (at != (size_t)-1) end = (char *)((at + pages) * WASM_PAGE);
  }
  memset(&heap, 0, sizeof heap);
  heap.start = heap.top = heap.untouched = requests_start = start;
  heap.end = end;
}
