/* Text that crosses to the host must be well-formed UTF-8, or the call traps. */
#ifndef AIRLOCK_UTF8_H
#define AIRLOCK_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool utf8_is_valid(const char *text, size_t length);

/* How much of `text` ends with a whole character: what is left over is the beginning of one. */
size_t utf8_whole(const char *text, size_t length);

/* Puts '?' in place of each byte that is not ASCII, if the text is not well-formed. */
void utf8_make_valid(char *text, size_t length);

#endif
