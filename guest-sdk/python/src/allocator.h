/* The C library's malloc family, in two phases. */
#ifndef AIRLOCK_ALLOCATOR_H
#define AIRLOCK_ALLOCATOR_H

#include <stddef.h>

/* Ends a phase. What was allocated so far stays where it is for ever: freeing it does nothing. All that follows comes
   from a region of `reserve` bytes that nothing was ever written to, and from memory.grow when that is used up. */
void allocator_begin_requests(size_t reserve);

#endif
