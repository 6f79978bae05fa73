/* The Python module `_airlock`: the contract's interfaces as Python functions. packages/_airlock.pyi specifies it. */
#ifndef AIRLOCK_MODULE_H
#define AIRLOCK_MODULE_H

#include "Python.h"

PyMODINIT_FUNC PyInit__airlock(void);

#endif
