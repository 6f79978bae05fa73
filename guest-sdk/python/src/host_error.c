#include "host_error.h"

#include <errno.h>

PyObject *ClientGone;

int host_error_add(PyObject *module) {
  ClientGone = PyErr_NewExceptionWithDoc("_airlock.ClientGone", "The client has left, or the response is complete already.",
                                         PyExc_BrokenPipeError, NULL);
  return PyModule_AddObjectRef(module, "ClientGone", ClientGone);
}

static void raise_errno(PyObject *type, int code, const char *text, const char *name) {
  PyObject *value = name ? PyObject_CallFunction(type, "iss", code, text, name) : PyObject_CallFunction(type, "is", code, text);
  if (value) {
    PyErr_SetObject(type, value);
    Py_DECREF(value);
  }
}

static void raise_with(PyObject *type, const char *format, const interpreter_string_t *text) {
  PyObject *detail = PyUnicode_DecodeUTF8((const char *)text->ptr, (Py_ssize_t)text->len, "replace");
  if (detail) PyErr_Format(type, format, detail);
  Py_XDECREF(detail);
}

PyObject *host_error_raise(airlock_handler_types_error_t *error, const char *name) {
  switch (error->tag) {
    case AIRLOCK_HANDLER_TYPES_ERROR_DENIED:
      raise_with(PyExc_PermissionError, "the policy withholds this grant: %U", &error->val.denied);
      break;
    case AIRLOCK_HANDLER_TYPES_ERROR_LIMIT:
      raise_with(PyExc_RuntimeError, "this request has used up its limit: %U", &error->val.limit);
      break;
    case AIRLOCK_HANDLER_TYPES_ERROR_CLOSED:
      PyErr_SetString(ClientGone, "the client has left, or the response is complete already");
      break;
    case AIRLOCK_HANDLER_TYPES_ERROR_NOT_FOUND:
      raise_errno(PyExc_FileNotFoundError, ENOENT, "No such file or directory", name);
      break;
    case AIRLOCK_HANDLER_TYPES_ERROR_EXISTS: raise_errno(PyExc_FileExistsError, EEXIST, "File exists", name); break;
    case AIRLOCK_HANDLER_TYPES_ERROR_IS_FOLDER: raise_errno(PyExc_IsADirectoryError, EISDIR, "Is a directory", name); break;
    case AIRLOCK_HANDLER_TYPES_ERROR_NOT_FOLDER:
      raise_errno(PyExc_NotADirectoryError, ENOTDIR, "Not a directory", name);
      break;
    case AIRLOCK_HANDLER_TYPES_ERROR_INVALID: raise_with(PyExc_ValueError, "%U", &error->val.invalid); break;
    default: raise_with(PyExc_OSError, "%U", &error->val.failed); break;
  }
  airlock_handler_types_error_free(error);
  return NULL;
}
