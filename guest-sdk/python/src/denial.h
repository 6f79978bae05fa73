/* What the policy withholds, as the C library's callers see it: `EPERM`, which Python raises as PermissionError, with a
   text that names the grant and the handler in place of the library's own. */
#ifndef AIRLOCK_DENIAL_H
#define AIRLOCK_DENIAL_H

#include <stdint.h>

#include "interpreter.h"

/* The errno for a denial, which names `grant`. */
int32_t denial_errno(const interpreter_string_t *grant);

#endif
