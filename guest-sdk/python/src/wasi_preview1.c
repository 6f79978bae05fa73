/* wasi_snapshot_preview1 over the contract's interfaces.

   The C library calls forty-odd functions of this name. Defining them here replaces the imports when the module is
   linked, so that the component imports what wit/ names and nothing else. What a handler may not do at all
   (write, create, connect, fork) answers with an errno. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wasi/api.h>

#include "denial.h"
#include "file_descriptors.h"
#include "interpreter.h"
#include "phase.h"
#include "utf8.h"

#define PREVIEW1(name) __imported_wasi_snapshot_preview1_##name

typedef int32_t i32;
typedef int64_t i64;

static inline void *at(i32 address) { return (void *)(uintptr_t)address; }

static i32 errno_of(airlock_handler_types_error_t *error) {
  i32 code;
  switch (error->tag) {
    case AIRLOCK_HANDLER_TYPES_ERROR_DENIED: code = denial_errno(&error->val.denied); break;
    case AIRLOCK_HANDLER_TYPES_ERROR_LIMIT: code = __WASI_ERRNO_DQUOT; break;
    case AIRLOCK_HANDLER_TYPES_ERROR_CLOSED: code = __WASI_ERRNO_PIPE; break;
    case AIRLOCK_HANDLER_TYPES_ERROR_NOT_FOUND: code = __WASI_ERRNO_NOENT; break;
    case AIRLOCK_HANDLER_TYPES_ERROR_EXISTS: code = __WASI_ERRNO_EXIST; break;
    case AIRLOCK_HANDLER_TYPES_ERROR_IS_FOLDER: code = __WASI_ERRNO_ISDIR; break;
    case AIRLOCK_HANDLER_TYPES_ERROR_NOT_FOLDER: code = __WASI_ERRNO_NOTDIR; break;
    case AIRLOCK_HANDLER_TYPES_ERROR_INVALID: code = __WASI_ERRNO_INVAL; break;
    default: code = __WASI_ERRNO_IO; break;
  }
  airlock_handler_types_error_free(error);
  return code;
}

/* --- paths ------------------------------------------------------------------------------------------------------- */

/* `path` below the folder that `fd` stands for, as a path below the docroot; to be freed. */
static i32 path_below(i32 fd, i32 path, i32 length, char **out) {
  Descriptor *d = descriptor(fd);
  if (!d) return __WASI_ERRNO_BADF;
  if (d->kind != DOCROOT_FOLDER && d->kind != FOLDER) return __WASI_ERRNO_NOTDIR;
  if (memchr(at(path), 0, (size_t)length)) return __WASI_ERRNO_INVAL;
  size_t base = d->path ? strlen(d->path) : 0;
  char *joined = malloc(base + 1 + (size_t)length + 1);
  if (!joined) return __WASI_ERRNO_NOMEM;
  if (base) {
    memcpy(joined, d->path, base);
    joined[base++] = '/';
  }
  memcpy(joined + base, at(path), (size_t)length);
  joined[base + (size_t)length] = 0;
  *out = joined;
  return 0;
}

static uint64_t inode_of(const char *path) {
  uint64_t hash = 14695981039346656037u;
  for (; *path; path++) hash = (hash ^ (unsigned char)*path) * 1099511628211u;
  return hash | 1;
}

static void fill_filestat(__wasi_filestat_t *out, const airlock_handler_files_attributes_t *stat, const char *path) {
  *out = (__wasi_filestat_t){
      .dev = 1,
      .ino = inode_of(path ? path : ""),
      .filetype = stat->kind == AIRLOCK_HANDLER_FILES_KIND_FOLDER ? __WASI_FILETYPE_DIRECTORY : __WASI_FILETYPE_REGULAR_FILE,
      .nlink = 1,
      .size = stat->size,
      .atim = stat->modified,
      .mtim = stat->modified,
      .ctim = stat->modified,
  };
}

static i32 stat_path(const char *path, airlock_handler_files_attributes_t *stat) {
  /* What is not UTF-8 has no name in the docroot's view. */
  if (!in_request || !utf8_is_valid(path, strlen(path))) return __WASI_ERRNO_NOENT;
  interpreter_string_t name = {(uint8_t *)path, strlen(path)};
  airlock_handler_types_error_t error;
  return airlock_handler_files_stat(&name, stat, &error) ? 0 : errno_of(&error);
}

i32 PREVIEW1(path_filestat_get)(i32 fd, i32 flags, i32 path, i32 length, i32 out) {
  (void)flags;
  char *below;
  i32 code = path_below(fd, path, length, &below);
  if (code) return code;
  airlock_handler_files_attributes_t stat;
  code = stat_path(below, &stat);
  if (!code) fill_filestat(at(out), &stat, below);
  free(below);
  return code;
}

static i32 open_file(char *below, i32 *fd) {
  interpreter_string_t name = {(uint8_t *)below, strlen(below)};
  airlock_handler_files_own_file_t file;
  airlock_handler_types_error_t error;
  if (!airlock_handler_files_open(&name, &file, &error)) return errno_of(&error);
  *fd = descriptor_open(FILE_BELOW, below);
  if (*fd < 0) {
    airlock_handler_files_file_drop_own(file);
    return __WASI_ERRNO_MFILE;
  }
  descriptor(*fd)->file = file;
  return 0;
}

i32 PREVIEW1(path_open)(i32 dir, i32 lookup, i32 path, i32 length, i32 oflags, i64 rights, i64 inheriting, i32 fdflags, i32 out) {
  (void)lookup, (void)inheriting;
  char *below;
  i32 code = path_below(dir, path, length, &below);
  if (code) return code;
  airlock_handler_files_attributes_t stat;
  bool writes = (oflags & (__WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC | __WASI_OFLAGS_EXCL)) ||
                (fdflags & __WASI_FDFLAGS_APPEND) || (rights & (i64)__WASI_RIGHTS_FD_WRITE);
  code = stat_path(below, &stat);
  i32 fd = -1;
  if (code && !(writes && code == __WASI_ERRNO_NOENT)) {
    /* as the host says */
  } else if (writes) {
    code = code == 0 && stat.kind == AIRLOCK_HANDLER_FILES_KIND_FOLDER ? __WASI_ERRNO_ISDIR : __WASI_ERRNO_ROFS;
  } else if (stat.kind == AIRLOCK_HANDLER_FILES_KIND_FOLDER) {
    fd = descriptor_open(FOLDER, below);
    code = fd < 0 ? __WASI_ERRNO_MFILE : 0;
  } else if (oflags & __WASI_OFLAGS_DIRECTORY) {
    code = __WASI_ERRNO_NOTDIR;
  } else {
    code = open_file(below, &fd);
  }
  if (code) {
    free(below);
    return code;
  }
  *(i32 *)at(out) = fd;
  return 0;
}

i32 PREVIEW1(path_readlink)(i32 fd, i32 path, i32 length, i32 buffer, i32 size, i32 used) {
  (void)buffer, (void)size, (void)used;
  char *below;
  i32 code = path_below(fd, path, length, &below);
  if (code) return code;
  airlock_handler_files_attributes_t stat;
  code = stat_path(below, &stat);
  free(below);
  return code ? code : __WASI_ERRNO_INVAL; /* links are followed on the host: none is seen here */
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static i32 read_at(Descriptor *d, uint64_t offset, const __wasi_iovec_t *iovs, i32 count, size_t *done) {
  *done = 0;
  for (i32 i = 0; i < count; i++) {
    size_t filled = 0;
    while (filled < iovs[i].buf_len) {
      size_t want = iovs[i].buf_len - filled;
      interpreter_list_u8_t piece;
      airlock_handler_types_error_t error;
      if (!airlock_handler_files_method_file_read(airlock_handler_files_borrow_file(d->file), offset + *done,
                                                  want > 1048576 ? 1048576 : (uint32_t)want, &piece, &error))
        return errno_of(&error);
      size_t got = piece.len;
      if (got) memcpy((char *)iovs[i].buf + filled, piece.ptr, got);
      interpreter_list_u8_free(&piece);
      filled += got;
      *done += got;
      if (!got) return 0;
    }
  }
  return 0;
}

i32 PREVIEW1(fd_read)(i32 fd, i32 iovs, i32 count, i32 out) {
  Descriptor *d = descriptor(fd);
  if (!d) return __WASI_ERRNO_BADF;
  size_t *done = at(out);
  switch (d->kind) {
    case INPUT: *done = 0; return 0;
    case FILE_BELOW: {
      i32 code = read_at(d, d->offset, at(iovs), count, done);
      if (!code) d->offset += *done;
      return code;
    }
    case FOLDER:
    case DOCROOT_FOLDER: return __WASI_ERRNO_ISDIR;
    default: return __WASI_ERRNO_BADF;
  }
}

i32 PREVIEW1(fd_pread)(i32 fd, i32 iovs, i32 count, i64 offset, i32 out) {
  Descriptor *d = descriptor(fd);
  if (!d) return __WASI_ERRNO_BADF;
  if (d->kind != FILE_BELOW) return __WASI_ERRNO_SPIPE;
  return read_at(d, (uint64_t)offset, at(iovs), count, at(out));
}

i32 PREVIEW1(fd_seek)(i32 fd, i64 offset, i32 whence, i32 out) {
  Descriptor *d = descriptor(fd);
  if (!d) return __WASI_ERRNO_BADF;
  if (d->kind != FILE_BELOW) return __WASI_ERRNO_SPIPE;
  i64 base = 0;
  if (whence == __WASI_WHENCE_CUR) base = (i64)d->offset;
  if (whence == __WASI_WHENCE_END) {
    airlock_handler_files_attributes_t stat;
    airlock_handler_types_error_t error;
    if (!airlock_handler_files_method_file_stat(airlock_handler_files_borrow_file(d->file), &stat, &error))
      return errno_of(&error);
    base = (i64)stat.size;
  }
  if (base + offset < 0) return __WASI_ERRNO_INVAL;
  d->offset = (uint64_t)(base + offset);
  *(uint64_t *)at(out) = d->offset;
  return 0;
}

i32 PREVIEW1(fd_tell)(i32 fd, i32 out) { return PREVIEW1(fd_seek)(fd, 0, __WASI_WHENCE_CUR, out); }

i32 PREVIEW1(fd_readdir)(i32 fd, i32 buffer, i32 size, i64 cookie, i32 out) {
  Descriptor *d = descriptor(fd);
  if (!d) return __WASI_ERRNO_BADF;
  if (d->kind != FOLDER && d->kind != DOCROOT_FOLDER) return __WASI_ERRNO_NOTDIR;
  if (!d->has_entries) {
    if (!in_request) return __WASI_ERRNO_NOENT;
    interpreter_string_t name = {(uint8_t *)(d->path ? d->path : ""), d->path ? strlen(d->path) : 0};
    airlock_handler_types_error_t error;
    if (!airlock_handler_files_list(&name, &d->entries, &error)) return errno_of(&error);
    d->has_entries = true;
  }
  size_t used = 0;
  for (size_t i = (size_t)cookie; i < d->entries.len && used < (size_t)size; i++) {
    airlock_handler_files_entry_t *entry = &d->entries.ptr[i];
    __wasi_dirent_t head = {
        .d_next = i + 1,
        .d_ino = 1,
        .d_namlen = (uint32_t)entry->name.len,
        .d_type = entry->kind == AIRLOCK_HANDLER_FILES_KIND_FOLDER ? __WASI_FILETYPE_DIRECTORY : __WASI_FILETYPE_REGULAR_FILE,
    };
    size_t room = (size_t)size - used, part = sizeof head < room ? sizeof head : room;
    memcpy((char *)at(buffer) + used, &head, part);
    used += part;
    room -= part;
    part = entry->name.len < room ? entry->name.len : room;
    memcpy((char *)at(buffer) + used, entry->name.ptr, part);
    used += part;
  }
  *(size_t *)at(out) = used;
  return 0;
}

/* --- descriptors --------------------------------------------------------------------------------------------------- */

i32 PREVIEW1(fd_close)(i32 fd) {
  if (!descriptor(fd)) return __WASI_ERRNO_BADF;
  descriptor_close(fd);
  return 0;
}

i32 PREVIEW1(fd_fdstat_get)(i32 fd, i32 out) {
  Descriptor *d = descriptor(fd);
  if (!d) return __WASI_ERRNO_BADF;
  bool folder = d->kind == FOLDER || d->kind == DOCROOT_FOLDER;
  *(__wasi_fdstat_t *)at(out) = (__wasi_fdstat_t){
      .fs_filetype = folder                  ? __WASI_FILETYPE_DIRECTORY
                     : d->kind == FILE_BELOW ? __WASI_FILETYPE_REGULAR_FILE
                                             : __WASI_FILETYPE_UNKNOWN,
      .fs_rights_base = d->kind == OUTPUT ? __WASI_RIGHTS_FD_WRITE : ~(uint64_t)__WASI_RIGHTS_FD_WRITE,
      .fs_rights_inheriting = ~(uint64_t)0,
  };
  return 0;
}

i32 PREVIEW1(fd_filestat_get)(i32 fd, i32 out) {
  Descriptor *d = descriptor(fd);
  if (!d) return __WASI_ERRNO_BADF;
  airlock_handler_files_attributes_t stat = {.kind = AIRLOCK_HANDLER_FILES_KIND_FOLDER};
  if (d->kind == FILE_BELOW) {
    airlock_handler_types_error_t error;
    if (!airlock_handler_files_method_file_stat(airlock_handler_files_borrow_file(d->file), &stat, &error))
      return errno_of(&error);
  } else if (d->kind == FOLDER) {
    i32 code = stat_path(d->path, &stat);
    if (code) return code;
  }
  fill_filestat(at(out), &stat, d->path);
  if (d->kind == INPUT || d->kind == OUTPUT) ((__wasi_filestat_t *)at(out))->filetype = __WASI_FILETYPE_UNKNOWN;
  return 0;
}

i32 PREVIEW1(fd_write)(i32 fd, i32 iovs, i32 count, i32 out) {
  Descriptor *d = descriptor(fd);
  if (!d || d->kind != OUTPUT) return d ? __WASI_ERRNO_ROFS : __WASI_ERRNO_BADF;
  const __wasi_ciovec_t *pieces = at(iovs);
  size_t done = 0;
  for (i32 i = 0; i < count; i++) {
    airlock_handler_types_error_t error;
    if (!output_write(fd, (const char *)pieces[i].buf, pieces[i].buf_len, &error)) return errno_of(&error);
    done += pieces[i].buf_len;
  }
  *(size_t *)at(out) = done;
  return 0;
}

i32 PREVIEW1(fd_prestat_get)(i32 fd, i32 out) {
  if (fd != DOCROOT_DESCRIPTOR) return __WASI_ERRNO_BADF;
  *(__wasi_prestat_t *)at(out) = (__wasi_prestat_t){.tag = __WASI_PREOPENTYPE_DIR, .u.dir.pr_name_len = sizeof DOCROOT - 1};
  return 0;
}

i32 PREVIEW1(fd_prestat_dir_name)(i32 fd, i32 path, i32 length) {
  if (fd != DOCROOT_DESCRIPTOR) return __WASI_ERRNO_BADF;
  if ((size_t)length < sizeof DOCROOT - 1) return __WASI_ERRNO_NAMETOOLONG;
  memcpy(at(path), DOCROOT, sizeof DOCROOT - 1);
  return 0;
}

i32 PREVIEW1(fd_fdstat_set_flags)(i32 fd, i32 flags) { return (void)flags, descriptor(fd) ? 0 : __WASI_ERRNO_BADF; }
i32 PREVIEW1(fd_advise)(i32 fd, i64 offset, i64 length, i32 advice) {
  return (void)offset, (void)length, (void)advice, descriptor(fd) ? 0 : __WASI_ERRNO_BADF;
}
i32 PREVIEW1(fd_sync)(i32 fd) { return descriptor(fd) ? 0 : __WASI_ERRNO_BADF; }
i32 PREVIEW1(fd_datasync)(i32 fd) { return descriptor(fd) ? 0 : __WASI_ERRNO_BADF; }

/* --- time and entropy ---------------------------------------------------------------------------------------------- */

static uint64_t clock_now(i32 id) {
  if (!in_request) return 1000000000u;
  if (id != __WASI_CLOCKID_REALTIME) return wasi_clocks_monotonic_clock_now();
  wasi_clocks_wall_clock_datetime_t now;
  wasi_clocks_wall_clock_now(&now);
  return now.seconds * 1000000000u + now.nanoseconds;
}

i32 PREVIEW1(clock_time_get)(i32 id, i64 precision, i32 out) {
  (void)precision;
  *(uint64_t *)at(out) = clock_now(id);
  return 0;
}

i32 PREVIEW1(clock_res_get)(i32 id, i32 out) {
  uint64_t resolution = 1;
  if (in_request && id != __WASI_CLOCKID_REALTIME) {
    resolution = wasi_clocks_monotonic_clock_resolution();
  } else if (in_request) {
    wasi_clocks_wall_clock_datetime_t step;
    wasi_clocks_wall_clock_resolution(&step);
    resolution = step.seconds * 1000000000u + step.nanoseconds;
  }
  *(uint64_t *)at(out) = resolution;
  return 0;
}

static i32 wait_for(uint64_t nanoseconds) {
  airlock_handler_types_error_t error;
  if (!in_request || airlock_handler_timer_sleep(nanoseconds, &error)) return 0;
  return errno_of(&error);
}

/* The linker puts this in place of `clock_nanosleep` (`--wrap`), which has one errno for whatever goes wrong. */
int __wrap_clock_nanosleep(clockid_t id, int flags, const struct timespec *time, struct timespec *left);
int __wrap_clock_nanosleep(clockid_t id, int flags, const struct timespec *time, struct timespec *left) {
  (void)left;
  uint64_t wait = (uint64_t)time->tv_sec * 1000000000u + (uint64_t)time->tv_nsec;
  if (flags & TIMER_ABSTIME) {
    uint64_t now = clock_now(id == CLOCK_REALTIME ? __WASI_CLOCKID_REALTIME : __WASI_CLOCKID_MONOTONIC);
    wait = wait > now ? wait - now : 0;
  }
  return wait_for(wait);
}

/* Waiting for the earliest clock. A descriptor is always ready: the docroot's files never make anybody wait. */
i32 PREVIEW1(poll_oneoff)(i32 in, i32 out, i32 count, i32 happened) {
  const __wasi_subscription_t *subscriptions = at(in);
  __wasi_event_t *events = at(out);
  size_t *ready = at(happened);
  *ready = 0;
  if (!count) return __WASI_ERRNO_INVAL;
  const __wasi_subscription_t *first = NULL;
  uint64_t shortest = UINT64_MAX;
  for (i32 i = 0; i < count; i++) {
    const __wasi_subscription_t *s = &subscriptions[i];
    if (s->u.tag != __WASI_EVENTTYPE_CLOCK) {
      events[(*ready)++] = (__wasi_event_t){.userdata = s->userdata, .type = s->u.tag};
      continue;
    }
    uint64_t wait = s->u.u.clock.timeout;
    if (s->u.u.clock.flags & __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) {
      uint64_t now = clock_now((i32)s->u.u.clock.id);
      wait = wait > now ? wait - now : 0;
    }
    if (wait <= shortest) {
      shortest = wait;
      first = s;
    }
  }
  if (*ready || !first) return 0;
  i32 failed = wait_for(shortest);
  if (failed) return failed;
  events[(*ready)++] = (__wasi_event_t){.userdata = first->userdata, .type = __WASI_EVENTTYPE_CLOCK};
  return 0;
}

i32 PREVIEW1(random_get)(i32 buffer, i32 length) {
  if (!in_request) {
    /* No secrets at build time: whatever would be derived from these is renewed in each instance. */
    memset(at(buffer), 0x5A, (size_t)length);
    return 0;
  }
  interpreter_list_u8_t bytes;
  wasi_random_random_get_random_bytes((uint64_t)(uint32_t)length, &bytes);
  memcpy(at(buffer), bytes.ptr, bytes.len);
  interpreter_list_u8_free(&bytes);
  return 0;
}

i32 PREVIEW1(sched_yield)(void) { return 0; }

_Noreturn void PREVIEW1(proc_exit)(i32 code) {
  static const char text[] = "the interpreter ended itself; os._exit() and abort() end the instance";
  interpreter_string_t message = {(uint8_t *)text, sizeof text - 1};
  (void)code;
  output_flush();
  airlock_handler_types_error_t error;
  airlock_handler_log_write(AIRLOCK_HANDLER_LOG_LEVEL_ERROR, &message, &error);
  __builtin_trap();
}

/* --- what there is none of ------------------------------------------------------------------------------------------- */

static i32 none(i32 count, i32 size) {
  *(size_t *)at(count) = 0;
  *(size_t *)at(size) = 0;
  return 0;
}
i32 PREVIEW1(args_sizes_get)(i32 count, i32 size) { return none(count, size); }
i32 PREVIEW1(args_get)(i32 pointers, i32 buffer) { return (void)pointers, (void)buffer, 0; }
i32 PREVIEW1(environ_sizes_get)(i32 count, i32 size) { return none(count, size); }
i32 PREVIEW1(environ_get)(i32 pointers, i32 buffer) { return (void)pointers, (void)buffer, 0; }

/* Writing: the docroot is a read-only view. */
#define READ_ONLY(name, ...) \
  i32 PREVIEW1(name)(__VA_ARGS__) { return __WASI_ERRNO_ROFS; }
#pragma clang diagnostic ignored "-Wunused-parameter"
READ_ONLY(fd_allocate, i32 fd, i64 offset, i64 length)
READ_ONLY(fd_filestat_set_size, i32 fd, i64 size)
READ_ONLY(fd_filestat_set_times, i32 fd, i64 accessed, i64 modified, i32 flags)
READ_ONLY(fd_pwrite, i32 fd, i32 iovs, i32 count, i64 offset, i32 out)
READ_ONLY(path_create_directory, i32 fd, i32 path, i32 length)
READ_ONLY(path_filestat_set_times, i32 fd, i32 flags, i32 path, i32 length, i64 accessed, i64 modified, i32 which)
READ_ONLY(path_link, i32 from, i32 flags, i32 old, i32 old_length, i32 to, i32 new, i32 new_length)
READ_ONLY(path_remove_directory, i32 fd, i32 path, i32 length)
READ_ONLY(path_rename, i32 from, i32 old, i32 old_length, i32 to, i32 new, i32 new_length)
READ_ONLY(path_symlink, i32 old, i32 old_length, i32 fd, i32 new, i32 new_length)
READ_ONLY(path_unlink_file, i32 fd, i32 path, i32 length)

#define ABSENT(name, ...) \
  i32 PREVIEW1(name)(__VA_ARGS__) { return __WASI_ERRNO_NOSYS; }
ABSENT(fd_fdstat_set_rights, i32 fd, i64 base, i64 inheriting)
ABSENT(fd_renumber, i32 fd, i32 to)
ABSENT(sock_accept, i32 fd, i32 flags, i32 out)
ABSENT(sock_recv, i32 fd, i32 iovs, i32 count, i32 flags, i32 size, i32 out)
ABSENT(sock_send, i32 fd, i32 iovs, i32 count, i32 flags, i32 out)
ABSENT(sock_shutdown, i32 fd, i32 how)
