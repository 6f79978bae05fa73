/* The descriptors that POSIX calls see, over the `files` and `log` interfaces. */
#ifndef AIRLOCK_FILE_DESCRIPTORS_H
#define AIRLOCK_FILE_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interpreter.h"

#define DOCROOT "/docroot"
#define DOCROOT_DESCRIPTOR 3

typedef enum { CLOSED = 0, INPUT, OUTPUT, DOCROOT_FOLDER, FOLDER, FILE_BELOW } DescriptorKind;

typedef struct {
  DescriptorKind kind;
  airlock_handler_files_own_file_t file;            /* FILE_BELOW */
  uint64_t offset;                                  /* FILE_BELOW */
  char *path;                                       /* FOLDER: below the docroot; FILE_BELOW: the same */
  airlock_handler_files_list_entry_t entries;       /* FOLDER: once it has been read */
  bool has_entries;
} Descriptor;

/* The descriptor's entry, or null when it is not open. */
Descriptor *descriptor(int32_t fd);

/* A new open descriptor of that kind; negative when there are too many. */
int32_t descriptor_open(DescriptorKind kind, char *path);

void descriptor_close(int32_t fd);

/* Text for the log. A line is handed on when it is complete; `output_flush` hands on what is left. False when the log
   refuses a line, which is then lost. */
bool output_write(int32_t fd, const char *text, size_t length, airlock_handler_types_error_t *error);
void output_flush(void);

#endif
