#include "denial.h"

#include <errno.h>
#include <string.h>
#include <wasi/api.h>

static const char prefix[] = "the policy withholds this grant: ";
static char text[256];

int32_t denial_errno(const interpreter_string_t *grant) {
  size_t length = grant->len < sizeof text - sizeof prefix ? grant->len : sizeof text - sizeof prefix;
  memcpy(text, prefix, sizeof prefix - 1);
  memcpy(text + sizeof prefix - 1, grant->ptr, length);
  text[sizeof prefix - 1 + length] = 0;
  return __WASI_ERRNO_PERM;
}

/* The linker puts this in place of `strerror` (`--wrap`). */
char *__real_strerror(int code);
char *__wrap_strerror(int code);
char *__wrap_strerror(int code) { return code == EPERM && *text ? text : __real_strerror(code); }
