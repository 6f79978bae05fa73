/* Whether the snapshot has been taken: before it, no import may be called (but `log`). */
#ifndef AIRLOCK_PHASE_H
#define AIRLOCK_PHASE_H

#include <stdbool.h>

extern bool in_request;

#endif
