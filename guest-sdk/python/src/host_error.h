/* The contract's `error` as a Python exception. */
#ifndef AIRLOCK_HOST_ERROR_H
#define AIRLOCK_HOST_ERROR_H

#include "Python.h"
#include "interpreter.h"

/* `BrokenPipeError`'s subclass for a client that has left; made by `host_error_add`. */
extern PyObject *ClientGone;

/* Adds the exception types to the module. */
int host_error_add(PyObject *module);

/* Raises what `error` says, about `name` where that is known (may be null). Frees the error; returns null. */
PyObject *host_error_raise(airlock_handler_types_error_t *error, const char *name);

#endif
