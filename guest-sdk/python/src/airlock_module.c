#define PY_SSIZE_T_CLEAN
#include "airlock_module.h"

#include "host_error.h"
#include "interpreter.h"
#include "marshal.h"

typedef airlock_handler_types_error_t HostError;

static PyObject *text(const interpreter_string_t *s) {
  return PyUnicode_DecodeUTF8((const char *)s->ptr, (Py_ssize_t)s->len, "replace");
}

static PyObject *bytes(const interpreter_list_u8_t *list) {
  return PyBytes_FromStringAndSize((const char *)list->ptr, (Py_ssize_t)list->len);
}

/* A `str` as the host takes it; false with an exception set when it is none or holds surrogates. */
static bool borrow_text(PyObject *object, interpreter_string_t *out) {
  Py_ssize_t length;
  const char *utf8 = PyUnicode_AsUTF8AndSize(object, &length);
  if (!utf8) return false;
  *out = (interpreter_string_t){(uint8_t *)utf8, (size_t)length};
  return true;
}

static bool borrow_bytes(PyObject *object, interpreter_list_u8_t *out) {
  char *start;
  Py_ssize_t length;
  if (PyBytes_AsStringAndSize(object, &start, &length) < 0) return false;
  *out = (interpreter_list_u8_t){(uint8_t *)start, (size_t)length};
  return true;
}

static bool has_arguments(Py_ssize_t count, Py_ssize_t want, const char *name) {
  if (count == want) return true;
  PyErr_Format(PyExc_TypeError, "_airlock.%s() takes %zd arguments (%zd given)", name, want, count);
  return false;
}

/* --- request ------------------------------------------------------------------------------------------------------- */

static PyObject *field_list(const airlock_handler_request_list_field_t *fields) {
  PyObject *list = PyList_New((Py_ssize_t)fields->len);
  for (size_t i = 0; list && i < fields->len; i++) {
    PyObject *pair = PyTuple_New(2), *name = bytes(&fields->ptr[i].name), *value = bytes(&fields->ptr[i].value);
    if (!pair || !name || !value) {
      Py_XDECREF(pair), Py_XDECREF(name), Py_XDECREF(value);
      Py_CLEAR(list);
      break;
    }
    PyTuple_SET_ITEM(pair, 0, name);
    PyTuple_SET_ITEM(pair, 1, value);
    PyList_SET_ITEM(list, (Py_ssize_t)i, pair);
  }
  return list;
}

static PyObject *head(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  airlock_handler_request_head_t h;
  airlock_handler_request_read_head(&h);
  int minor = h.version == AIRLOCK_HANDLER_REQUEST_VERSION_HTTP10 ? 0 : h.version == AIRLOCK_HANDLER_REQUEST_VERSION_HTTP11 ? 1 : 2;
  PyObject *stream = h.stream.is_some ? PyLong_FromUnsignedLong(h.stream.val) : Py_NewRef(Py_None);
  PyObject *result =
      Py_BuildValue("NNiNNNiNiN", text(&h.method), bytes(&h.target), minor, text(&h.scheme), field_list(&h.fields),
                    text(&h.client.address), (int)h.client.port, text(&h.server.address), (int)h.server.port, stream);
  airlock_handler_request_head_free(&h);
  return result;
}

/* Whether it came by HTTP/2, and whether it has a query. */
static PyObject *request_traits(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  airlock_handler_modules_request_traits_t traits = airlock_handler_modules_read_request_traits();
  return PyTuple_Pack(2, traits & AIRLOCK_HANDLER_MODULES_REQUEST_TRAITS_HTTP2 ? Py_True : Py_False,
                      traits & AIRLOCK_HANDLER_MODULES_REQUEST_TRAITS_QUERY ? Py_True : Py_False);
}

/* Appends `item`, which may be NULL with an exception set, and lets go of it; false when that failed. */
static bool append(PyObject *list, PyObject *item) {
  bool done = item && PyList_Append(list, item) == 0;
  Py_XDECREF(item);
  return done;
}

static PyObject *captures(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  airlock_handler_request_list_capture_t found;
  if (!airlock_handler_request_read_captures(&found)) Py_RETURN_NONE;
  PyObject *list = PyList_New(0);
  for (size_t i = 0; list && i < found.len; i++) {
    PyObject *pair = Py_BuildValue("NN", text(&found.ptr[i].name), text(&found.ptr[i].value));
    if (!append(list, pair)) Py_CLEAR(list);
  }
  airlock_handler_request_list_capture_free(&found);
  return list;
}

static PyObject *domain_list(const airlock_handler_request_list_domain_t *domains) {
  PyObject *list = PyList_New(0);
  for (size_t i = 0; list && i < domains->len; i++) {
    const airlock_handler_request_domain_t *domain = &domains->ptr[i];
    PyObject *entry = Py_BuildValue("NNNN", text(&domain->alternate), text(&domain->subdomain), text(&domain->name),
                                    PyBool_FromLong(domain->exists));
    if (!append(list, entry)) Py_CLEAR(list);
  }
  return list;
}

static PyObject *port_lists(const airlock_handler_request_list_port_list_t *schemes) {
  PyObject *list = PyList_New(0);
  for (size_t i = 0; list && i < schemes->len; i++) {
    const airlock_handler_request_port_list_t *of = &schemes->ptr[i];
    PyObject *ports = PyList_New(0);
    for (size_t at = 0; ports && at < of->ports.len; at++)
      if (!append(ports, PyLong_FromLong(of->ports.ptr[at]))) Py_CLEAR(ports);
    if (!append(list, Py_BuildValue("NN", text(&of->scheme), ports))) Py_CLEAR(list);
  }
  return list;
}

static PyObject *site(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  airlock_handler_request_site_t found;
  airlock_handler_request_read_site(&found);
  PyObject *result = Py_BuildValue("NNN", text(&found.server_host), domain_list(&found.domains), port_lists(&found.ports));
  airlock_handler_request_site_free(&found);
  return result;
}

static PyObject *read_body(PyObject *module, PyObject *max) {
  (void)module;
  unsigned long long wish = PyLong_AsUnsignedLongLong(max);
  if (PyErr_Occurred()) return NULL;
  interpreter_list_u8_t piece;
  HostError error;
  if (!airlock_handler_request_read_body(wish > UINT32_MAX ? UINT32_MAX : (uint32_t)wish, &piece, &error))
    return host_error_raise(&error, NULL);
  PyObject *result = bytes(&piece);
  interpreter_list_u8_free(&piece);
  return result;
}

static PyObject *script_path(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  airlock_handler_request_script_path_t path;
  airlock_handler_request_read_script_path(&path);
  PyObject *result = Py_BuildValue("NN", bytes(&path.script_name), bytes(&path.path_info));
  airlock_handler_request_script_path_free(&path);
  return result;
}

static PyObject *is_last(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  return PyBool_FromLong(airlock_handler_request_is_last());
}

static PyObject *has_body_ended(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  return PyBool_FromLong(airlock_handler_request_has_body_ended());
}

/* --- response ------------------------------------------------------------------------------------------------------ */

static bool borrow_status(PyObject *status, uint16_t *out) {
  long code = PyLong_AsLong(status);
  if (code == -1 && PyErr_Occurred()) return false;
  if (code < 0 || code > UINT16_MAX) {
    PyErr_Format(PyExc_ValueError, "a status must be from 0 to 65535, not %ld", code);
    return false;
  }
  *out = (uint16_t)code;
  return true;
}

/* Reads a list of (name, value) into one that borrows from the objects; free `ptr` after use. */
static bool borrow_fields(PyObject *fields, airlock_handler_response_list_field_t *out) {
  if (!PyList_Check(fields)) {
    PyErr_SetString(PyExc_TypeError, "fields must be a list of (bytes, bytes)");
    return false;
  }
  size_t count = (size_t)PyList_GET_SIZE(fields);
  out->ptr = count ? PyMem_Malloc(count * sizeof *out->ptr) : NULL;
  if (count && !out->ptr) {
    PyErr_NoMemory();
    return false;
  }
  out->len = count;
  for (size_t i = 0; i < count; i++) {
    PyObject *pair = PyList_GET_ITEM(fields, (Py_ssize_t)i);
    if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2) {
      PyErr_SetString(PyExc_TypeError, "fields must be a list of (bytes, bytes)");
    } else if (borrow_bytes(PyTuple_GET_ITEM(pair, 0), &out->ptr[i].name) &&
               borrow_bytes(PyTuple_GET_ITEM(pair, 1), &out->ptr[i].value)) {
      continue;
    }
    PyMem_Free(out->ptr);
    return false;
  }
  return true;
}

/* Reads (status, reason, fields, ..., complete) into a head that borrows from the objects; free `fields.ptr` after use. */
static bool borrow_head(PyObject *status, PyObject *reason, PyObject *fields, PyObject *complete,
                        airlock_handler_response_head_t *out) {
  *out = (airlock_handler_response_head_t){0};
  if (!borrow_status(status, &out->status)) return false;
  int all = PyObject_IsTrue(complete);
  if (all < 0) return false;
  out->complete = all;
  if (reason != Py_None) {
    out->reason.is_some = true;
    if (!borrow_bytes(reason, &out->reason.val)) return false;
  }
  return borrow_fields(fields, &out->fields);
}

static PyObject *send(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  airlock_handler_response_head_t h;
  interpreter_list_u8_t content;
  if (!has_arguments(count, 5, "send") || !borrow_bytes(arguments[3], &content) ||
      !borrow_head(arguments[0], arguments[1], arguments[2], arguments[4], &h))
    return NULL;
  HostError error;
  bool sent = airlock_handler_response_send(&h, &content, &error);
  PyMem_Free(h.fields.ptr);
  if (!sent) return host_error_raise(&error, NULL);
  Py_RETURN_NONE;
}

/* True; False when the client has gone; null with an exception for anything else. */
static PyObject *delivered(bool ok, HostError *error) {
  if (ok) Py_RETURN_TRUE;
  if (error->tag == AIRLOCK_HANDLER_TYPES_ERROR_CLOSED) Py_RETURN_FALSE;
  return host_error_raise(error, NULL);
}

static PyObject *start(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  airlock_handler_response_head_t h;
  if (!has_arguments(count, 4, "start") || !borrow_head(arguments[0], arguments[1], arguments[2], arguments[3], &h)) return NULL;
  HostError error;
  bool ok = airlock_handler_response_start(&h, &error);
  PyMem_Free(h.fields.ptr);
  return delivered(ok, &error);
}

static PyObject *give_bytes(PyObject *data, bool (*give)(interpreter_list_u8_t *, HostError *)) {
  interpreter_list_u8_t piece;
  if (!borrow_bytes(data, &piece)) return NULL;
  HostError error;
  bool ok = give(&piece, &error);
  return delivered(ok, &error);
}

static PyObject *write_content(PyObject *module, PyObject *content) {
  return (void)module, give_bytes(content, airlock_handler_response_write);
}

static PyObject *write_last(PyObject *module, PyObject *content) {
  return (void)module, give_bytes(content, airlock_handler_response_write_last);
}

static PyObject *write_raw(PyObject *module, PyObject *data) {
  return (void)module, give_bytes(data, airlock_handler_response_write_raw);
}

static PyObject *write_message(PyObject *module, PyObject *data) {
  return (void)module, give_bytes(data, airlock_handler_response_write_message);
}

static PyObject *write_cgi(PyObject *module, PyObject *data) {
  return (void)module, give_bytes(data, airlock_handler_response_write_cgi);
}

static PyObject *finish(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  HostError error;
  if (!airlock_handler_response_finish(&error)) return host_error_raise(&error, NULL);
  Py_RETURN_NONE;
}

static PyObject *finish_with_trailers(PyObject *module, PyObject *trailers) {
  (void)module;
  airlock_handler_response_list_field_t fields;
  if (!borrow_fields(trailers, &fields)) return NULL;
  HostError error;
  bool ok = airlock_handler_response_finish_with_trailers(&fields, &error);
  PyMem_Free(fields.ptr);
  if (!ok) return host_error_raise(&error, NULL);
  Py_RETURN_NONE;
}

static PyObject *interim(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  uint16_t status;
  airlock_handler_response_list_field_t fields;
  if (!has_arguments(count, 2, "interim") || !borrow_status(arguments[0], &status) || !borrow_fields(arguments[1], &fields))
    return NULL;
  HostError error;
  bool ok = airlock_handler_response_interim(status, &fields, &error);
  PyMem_Free(fields.ptr);
  return delivered(ok, &error);
}

static PyObject *close_connection(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  airlock_handler_response_close_connection();
  Py_RETURN_NONE;
}

/* Text as it is, with what UTF-8 can not hold written as escapes. */
static PyObject *without_surrogates(PyObject *object) {
  if (!PyUnicode_Check(object)) {
    PyErr_SetString(PyExc_TypeError, "the message must be a str");
    return NULL;
  }
  return PyUnicode_AsEncodedString(object, "utf-8", "backslashreplace");
}

static PyObject *fail(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  if (!has_arguments(count, 2, "fail")) return NULL;
  long status = PyLong_AsLong(arguments[0]);
  if (status == -1 && PyErr_Occurred()) return NULL;
  PyObject *encoded = without_surrogates(arguments[1]);
  if (!encoded) return NULL;
  interpreter_string_t detail = {(uint8_t *)PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded)};
  HostError error;
  bool ok = airlock_handler_response_fail((uint16_t)status, &detail, &error);
  Py_DECREF(encoded);
  if (!ok) return host_error_raise(&error, NULL);
  Py_RETURN_NONE;
}

/* --- push ---------------------------------------------------------------------------------------------------------- */

static PyObject *promise(PyObject *module, PyObject *request) {
  (void)module;
  airlock_handler_response_list_field_t fields;
  if (!borrow_fields(request, &fields)) return NULL;
  uint32_t stream;
  HostError error;
  airlock_handler_push_list_field_t request_fields = {fields.ptr, fields.len};
  bool ok = airlock_handler_push_promise(&request_fields, &stream, &error);
  PyMem_Free(fields.ptr);
  if (!ok) return host_error_raise(&error, NULL);
  return PyLong_FromUnsignedLong(stream);
}

static PyObject *push_response(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  airlock_handler_response_head_t h;
  interpreter_list_u8_t content;
  if (!has_arguments(count, 5, "push_response")) return NULL;
  unsigned long stream = PyLong_AsUnsignedLong(arguments[0]);
  if (PyErr_Occurred() || !borrow_bytes(arguments[3], &content) ||
      !borrow_head(arguments[1], Py_None, arguments[2], arguments[4], &h))
    return NULL;
  HostError error;
  bool ok = airlock_handler_push_respond((uint32_t)stream, &h, &content, &error);
  PyMem_Free(h.fields.ptr);
  return delivered(ok, &error);
}

/* --- stash --------------------------------------------------------------------------------------------------------- */

static PyObject *stash_put(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  interpreter_string_t key, path;
  interpreter_list_u8_t value;
  if (!has_arguments(count, 3, "stash_put") || !borrow_text(arguments[0], &key) || !borrow_text(arguments[1], &path) ||
      !borrow_bytes(arguments[2], &value))
    return NULL;
  HostError error;
  if (airlock_handler_stash_put(&key, &path, &value, &error)) Py_RETURN_TRUE;
  if (error.tag == AIRLOCK_HANDLER_TYPES_ERROR_EXISTS) Py_RETURN_FALSE;
  return host_error_raise(&error, NULL);
}

static PyObject *stash_take(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  interpreter_string_t key, path;
  if (!has_arguments(count, 2, "stash_take") || !borrow_text(arguments[0], &key) || !borrow_text(arguments[1], &path)) return NULL;
  HostError error;
  interpreter_option_list_u8_t value;
  if (!airlock_handler_stash_take(&key, &path, &value, &error)) return host_error_raise(&error, NULL);
  if (!value.is_some) Py_RETURN_NONE;
  PyObject *result = bytes(&value.val);
  interpreter_option_list_u8_free(&value);
  return result;
}

static PyObject *stash_lock(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  HostError error;
  if (!airlock_handler_stash_lock(&error)) return host_error_raise(&error, NULL);
  Py_RETURN_NONE;
}

static PyObject *stash_unlock(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  HostError error;
  if (!airlock_handler_stash_unlock(&error)) return host_error_raise(&error, NULL);
  Py_RETURN_NONE;
}

/* --- modules ------------------------------------------------------------------------------------------------------- */

static PyObject *code_object(const interpreter_list_u8_t *code) {
  return PyMarshal_ReadObjectFromString((const char *)code->ptr, (Py_ssize_t)code->len);
}

/* The host answers `invalid` for a source that does not compile; the payload is the compiler's message. */
static PyObject *raise_module_error(HostError *error, const char *name) {
  if (error->tag != AIRLOCK_HANDLER_TYPES_ERROR_INVALID) return host_error_raise(error, name);
  PyObject *message = text(&error->val.invalid);
  if (message) PyErr_SetObject(PyExc_SyntaxError, message);
  Py_XDECREF(message);
  airlock_handler_types_error_free(error);
  return NULL;
}

/* None for the interface that the file itself has, else (name, module, callable), the last two None but for an application. */
static PyObject *server_interface(airlock_handler_modules_server_interface_t *interface) {
  static const char *const names[] = {"file", "file-with-path-info", "wsgi", "cgi", "cgi-nph"};
  if (interface->tag == AIRLOCK_HANDLER_MODULES_SERVER_INTERFACE_FILE) Py_RETURN_NONE;
  if (interface->tag != AIRLOCK_HANDLER_MODULES_SERVER_INTERFACE_WSGI) return Py_BuildValue("sOO", names[interface->tag], Py_None, Py_None);
  airlock_handler_modules_application_t *application = &interface->val.wsgi;
  PyObject *name = application->module.is_some ? text(&application->module.val) : Py_NewRef(Py_None);
  return Py_BuildValue("sNN", names[interface->tag], name, text(&application->callable));
}

static PyObject *main_program(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  airlock_handler_modules_main_program_t found;
  HostError error;
  if (!airlock_handler_modules_main(&found, &error)) return raise_module_error(&error, NULL);
  PyObject *result = Py_BuildValue("NNN", text(&found.program.path), code_object(&found.program.code), server_interface(&found.interface));
  airlock_handler_modules_main_program_free(&found);
  return result;
}

static PyObject *load(PyObject *module, PyObject *path) {
  (void)module;
  interpreter_string_t name;
  if (!borrow_text(path, &name)) return NULL;
  airlock_handler_modules_program_t program;
  HostError error;
  if (!airlock_handler_modules_load(&name, &program, &error)) return raise_module_error(&error, (const char *)name.ptr);
  PyObject *result = code_object(&program.code);
  airlock_handler_modules_program_free(&program);
  return result;
}

static PyObject *find(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  interpreter_string_t folder, name;
  if (!has_arguments(count, 2, "find") || !borrow_text(arguments[0], &folder) || !borrow_text(arguments[1], &name)) return NULL;
  airlock_handler_modules_option_found_t found;
  HostError error;
  if (!airlock_handler_modules_find(&folder, &name, &found, &error)) return raise_module_error(&error, (const char *)name.ptr);
  if (!found.is_some) Py_RETURN_NONE;
  static const char *const kinds[] = {"module", "package", "namespace"};
  bool has_code = found.val.kind != AIRLOCK_HANDLER_MODULES_KIND_NAMESPACE;
  PyObject *result = Py_BuildValue("sNN", kinds[found.val.kind], text(&found.val.path),
                                   has_code ? code_object(&found.val.code) : Py_NewRef(Py_None));
  airlock_handler_modules_option_found_free(&found);
  return result;
}

/* --- log ----------------------------------------------------------------------------------------------------------- */

static PyObject *log_message(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  if (!has_arguments(count, 2, "log")) return NULL;
  long level = PyLong_AsLong(arguments[0]);
  if (level == -1 && PyErr_Occurred()) return NULL;
  PyObject *encoded = without_surrogates(arguments[1]);
  if (!encoded) return NULL;
  interpreter_string_t message = {(uint8_t *)PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded)};
  uint8_t known = level < 0 || level > AIRLOCK_HANDLER_LOG_LEVEL_ERROR ? AIRLOCK_HANDLER_LOG_LEVEL_ERROR : (uint8_t)level;
  HostError error;
  bool written = airlock_handler_log_write(known, &message, &error);
  Py_DECREF(encoded);
  if (!written) return host_error_raise(&error, NULL);
  Py_RETURN_NONE;
}

/* --- for the warm-up ----------------------------------------------------------------------------------------------- */

static PyObject *call_without_arguments(PyObject *callable, PyObject *unused) {
  (void)unused;
  return PyObject_CallNoArgs(callable);
}

static PyObject *call_with_vector(PyObject *callable, PyObject *const *arguments, Py_ssize_t count) {
  return PyObject_Vectorcall(callable, arguments, (size_t)count, NULL);
}

static PyMethodDef methods[];

/* stand_in(name, callable): a builtin that is called as the primitive `name` is, and calls `callable`. The interpreter adapts
   its bytecode to the kind of function that is called; warmed up with Python functions it would adapt anew in each request. */
static PyObject *stand_in(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
  (void)module;
  static PyMethodDef no_arguments = {"stand_in", call_without_arguments, METH_NOARGS, NULL};
  static PyMethodDef one_argument = {"stand_in", PyObject_CallOneArg, METH_O, NULL};
  static PyMethodDef vector = {"stand_in", (PyCFunction)(void (*)(void))call_with_vector, METH_FASTCALL, NULL};
  if (!has_arguments(count, 2, "stand_in")) return NULL;
  const char *name = PyUnicode_AsUTF8(arguments[0]);
  if (!name) return NULL;
  for (PyMethodDef *method = methods; method->ml_name; method++) {
    if (strcmp(method->ml_name, name)) continue;
    PyMethodDef *like = method->ml_flags == METH_NOARGS ? &no_arguments : method->ml_flags == METH_O ? &one_argument : &vector;
    return PyCFunction_New(like, arguments[1]);
  }
  return PyErr_Format(PyExc_ValueError, "_airlock has no primitive %s", name);
}

#define FAST(function) ((PyCFunction)(void (*)(void))function)

static PyMethodDef methods[] = {
    {"head", head, METH_NOARGS, NULL},
    {"request_traits", request_traits, METH_NOARGS, NULL},
    {"captures", captures, METH_NOARGS, NULL},
    {"site", site, METH_NOARGS, NULL},
    {"read_body", read_body, METH_O, NULL},
    {"has_body_ended", has_body_ended, METH_NOARGS, NULL},
    {"script_path", script_path, METH_NOARGS, NULL},
    {"is_last", is_last, METH_NOARGS, NULL},
    {"send", FAST(send), METH_FASTCALL, NULL},
    {"start", FAST(start), METH_FASTCALL, NULL},
    {"write", write_content, METH_O, NULL},
    {"write_last", write_last, METH_O, NULL},
    {"write_raw", write_raw, METH_O, NULL},
    {"write_message", write_message, METH_O, NULL},
    {"write_cgi", write_cgi, METH_O, NULL},
    {"finish", finish, METH_NOARGS, NULL},
    {"finish_with_trailers", finish_with_trailers, METH_O, NULL},
    {"interim", FAST(interim), METH_FASTCALL, NULL},
    {"promise", promise, METH_O, NULL},
    {"push_response", FAST(push_response), METH_FASTCALL, NULL},
    {"close", close_connection, METH_NOARGS, NULL},
    {"fail", FAST(fail), METH_FASTCALL, NULL},
    {"stash_put", FAST(stash_put), METH_FASTCALL, NULL},
    {"stash_take", FAST(stash_take), METH_FASTCALL, NULL},
    {"stash_lock", stash_lock, METH_NOARGS, NULL},
    {"stash_unlock", stash_unlock, METH_NOARGS, NULL},
    {"main", main_program, METH_NOARGS, NULL},
    {"load", load, METH_O, NULL},
    {"find", FAST(find), METH_FASTCALL, NULL},
    {"log", FAST(log_message), METH_FASTCALL, NULL},
    {"stand_in", FAST(stand_in), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "_airlock", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__airlock(void) {
  PyObject *module = PyModule_Create(&definition);
  if (module && host_error_add(module) < 0) Py_CLEAR(module);
  return module;
}
