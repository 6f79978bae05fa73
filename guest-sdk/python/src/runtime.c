/* The interpreter's life: initialised once, at build time, up to the snapshot; then, in every instance, one request. */

#define PY_SSIZE_T_CLEAN
#include "Python.h"

#include <stdlib.h>

#include "airlock_module.h"
#include "allocator.h"
#include "file_descriptors.h"
#include "interpreter.h"
#include "phase.h"

/* What a request finds reserved. More is had by memory.grow; this much without a system call. */
#define REQUEST_REGION (32u << 20)
/* And what it finds behind an application that was prepared, which counts against its limit. */
#define PREPARED_REQUEST_REGION (16u << 20)

extern const struct _frozen airlock_frozen_modules[];

bool in_request;

static PyObject *handle_function, *check_function, *prepare_function, *compile_function, *survey_function;

/* --- before the snapshot ------------------------------------------------------------------------------------------- */

static _Noreturn void give_up(const char *what) {
  if (PyErr_Occurred()) PyErr_Print();
  fprintf(stderr, "building the snapshot failed: %s\n", what);
  output_flush();
  abort();
}

static void must(PyStatus status) {
  if (PyStatus_Exception(status)) give_up(status.err_msg ? status.err_msg : "initialisation");
}

static void initialize_interpreter(void) {
  PyPreConfig before;
  PyPreConfig_InitIsolatedConfig(&before);
  before.allocator = PYMEM_ALLOCATOR_MALLOC; /* our malloc is made for this; pymalloc's pools would dirty old pages */
  before.utf8_mode = 1;
  must(Py_PreInitialize(&before));

  PyImport_FrozenModules = airlock_frozen_modules;
  if (PyImport_AppendInittab("_airlock", PyInit__airlock) < 0) give_up("adding _airlock");

  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  config.site_import = 0;
  config.write_bytecode = 0;
  config.install_signal_handlers = 0;
  config.pathconfig_warnings = 0;
  config.use_hash_seed = 1; /* it is part of the snapshot, whatever it is: SECURITY.md says what that means */
  config.hash_seed = 0;
  config.buffered_stdio = 0; /* lines are put together in file_descriptors.c, and survive the handler's end */
  must(PyConfig_SetBytesString(&config, &config.home, "/usr"));
  must(PyConfig_SetBytesString(&config, &config.program_name, "/usr/bin/python3"));
  config.module_search_paths_set = 1;
  must(Py_InitializeFromConfig(&config));
  PyConfig_Clear(&config);
}

static PyObject *import_attribute(const char *module_name, const char *name) {
  PyObject *module = PyImport_ImportModule(module_name);
  PyObject *attribute = module ? PyObject_GetAttrString(module, name) : NULL;
  Py_XDECREF(module);
  if (!attribute) give_up(name);
  return attribute;
}

static void call_at_build(const char *module_name, const char *name) {
  PyObject *function = import_attribute(module_name, name);
  PyObject *result = PyObject_CallNoArgs(function);
  Py_DECREF(function);
  if (!result) give_up(name);
  Py_DECREF(result);
}

__attribute__((export_name("wizer-initialize"))) void wizer_initialize(void);
void wizer_initialize(void) {
  initialize_interpreter();
  call_at_build("airlock_runtime.boot", "boot");
  call_at_build("airlock_runtime.warm_up", "warm_up");
  handle_function = import_attribute("airlock_runtime.dispatch", "handle");
  check_function = import_attribute("airlock_runtime.dispatch", "check");
  prepare_function = import_attribute("airlock_runtime.dispatch", "prepare");
  compile_function = import_attribute("airlock_runtime.dispatch", "compile_source");
  survey_function = import_attribute("airlock_runtime.survey", "survey");
  output_flush();
  allocator_begin_requests(REQUEST_REGION);
  in_request = true;
}

/* --- in an instance ------------------------------------------------------------------------------------------------ */

static void flush_streams(void) {
  static const char *const names[] = {"stdout", "stderr"};
  for (int i = 0; i < 2; i++) {
    PyObject *stream = PySys_GetObject(names[i]);
    PyObject *result = stream && stream != Py_None ? PyObject_CallMethod(stream, "flush", NULL) : Py_NewRef(Py_None);
    if (!result) PyErr_Clear();
    Py_XDECREF(result);
  }
  output_flush();
}

void exports_interpreter_handle(void) {
  PyObject *result = PyObject_CallNoArgs(handle_function);
  if (!result) PyErr_Print(); /* dispatch answers for the handler's errors; this is one of its own */
  Py_XDECREF(result);
  flush_streams();
}

static void give_text(interpreter_string_t *out, PyObject *object) {
  PyObject *encoded = object && PyUnicode_Check(object) ? PyUnicode_AsEncodedString(object, "utf-8", "backslashreplace") : NULL;
  if (!encoded) PyErr_Clear();
  interpreter_string_dup_n(out, encoded ? PyBytes_AS_STRING(encoded) : "", encoded ? (size_t)PyBytes_GET_SIZE(encoded) : 0);
  Py_XDECREF(encoded);
}

/* (path, line, kind, message) as the contract's `problem`. */
static void give_problem(PyObject *tuple, exports_airlock_handler_compiler_problem_t *out) {
  give_text(&out->path, PyTuple_GET_ITEM(tuple, 0));
  long line = PyLong_AsLong(PyTuple_GET_ITEM(tuple, 1));
  if (PyErr_Occurred()) PyErr_Clear();
  out->line = line < 0 ? 0 : (uint32_t)line;
  give_text(&out->kind, PyTuple_GET_ITEM(tuple, 2));
  give_text(&out->message, PyTuple_GET_ITEM(tuple, 3));
}

static void give_internal_problem(exports_airlock_handler_compiler_problem_t *out) {
  PyErr_Print();
  interpreter_string_dup(&out->path, "");
  out->line = 0;
  interpreter_string_dup(&out->kind, "RuntimeError");
  interpreter_string_dup(&out->message, "the runtime itself failed; its log has the traceback");
}

/* compile_source answers with bytes, or with the tuple that describes the problem. */
bool exports_airlock_handler_compiler_compile(interpreter_list_u8_t *source, interpreter_string_t *path, interpreter_list_u8_t *ret,
                                              exports_airlock_handler_compiler_problem_t *err) {
  PyObject *result = PyObject_CallFunction(compile_function, "y#s#", source->ptr, (Py_ssize_t)source->len, path->ptr, (Py_ssize_t)path->len);
  bool ok = result && PyBytes_Check(result);
  if (ok) {
    ret->len = (size_t)PyBytes_GET_SIZE(result);
    ret->ptr = malloc(ret->len ? ret->len : 1);
    memcpy(ret->ptr, PyBytes_AS_STRING(result), ret->len);
  } else if (result && PyTuple_Check(result) && PyTuple_GET_SIZE(result) == 4) {
    give_problem(result, err);
  } else {
    give_internal_problem(err);
  }
  Py_XDECREF(result);
  flush_streams();
  return ok;
}

static void give_need(PyObject *tuple, exports_airlock_handler_compiler_need_t *out) {
  give_text(&out->grant, PyTuple_GET_ITEM(tuple, 0));
  long line = PyLong_AsLong(PyTuple_GET_ITEM(tuple, 1));
  if (PyErr_Occurred()) PyErr_Clear();
  out->line = line < 0 ? 0 : (uint32_t)line;
  give_text(&out->what, PyTuple_GET_ITEM(tuple, 2));
}

/* survey answers with a list of (grant, line, what), or with the tuple that describes the problem. */
bool exports_airlock_handler_compiler_survey(interpreter_list_u8_t *source, interpreter_string_t *path,
                                             exports_airlock_handler_compiler_list_need_t *ret,
                                             exports_airlock_handler_compiler_problem_t *err) {
  PyObject *result = PyObject_CallFunction(survey_function, "y#s#", source->ptr, (Py_ssize_t)source->len, path->ptr, (Py_ssize_t)path->len);
  bool ok = result && PyList_Check(result);
  if (ok) {
    ret->len = (size_t)PyList_GET_SIZE(result);
    ret->ptr = malloc((ret->len ? ret->len : 1) * sizeof *ret->ptr);
    for (size_t i = 0; i < ret->len; i++) give_need(PyList_GET_ITEM(result, (Py_ssize_t)i), &ret->ptr[i]);
  } else if (result && PyTuple_Check(result) && PyTuple_GET_SIZE(result) == 4) {
    give_problem(result, err);
  } else {
    give_internal_problem(err);
  }
  Py_XDECREF(result);
  flush_streams();
  return ok;
}

/* `function` answers with None, or with the tuple that describes the problem. */
static bool call_for_problem(PyObject *function, exports_airlock_handler_compiler_problem_t *err) {
  PyObject *result = PyObject_CallNoArgs(function);
  bool ok = result == Py_None;
  if (!ok && result && PyTuple_Check(result) && PyTuple_GET_SIZE(result) == 4) {
    give_problem(result, err);
  } else if (!ok) {
    give_internal_problem(err);
  }
  Py_XDECREF(result);
  flush_streams();
  return ok;
}

bool exports_airlock_handler_compiler_check(exports_airlock_handler_compiler_problem_t *err) {
  return call_for_problem(check_function, err);
}

/* What the application has allocated is to be left alone by requests, as the snapshot's heap is. */
bool exports_airlock_handler_compiler_prepare(exports_airlock_handler_compiler_problem_t *err) {
  if (!call_for_problem(prepare_function, err)) return false;
  allocator_begin_requests(PREPARED_REQUEST_REGION);
  return true;
}
