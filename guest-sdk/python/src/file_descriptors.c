#include "file_descriptors.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define DESCRIPTORS 256
#define LINE 4096

static Descriptor table[DESCRIPTORS] = {
    {.kind = INPUT}, {.kind = OUTPUT}, {.kind = OUTPUT}, {.kind = DOCROOT_FOLDER}};

Descriptor *descriptor(int32_t fd) {
  if (fd < 0 || fd >= DESCRIPTORS || table[fd].kind == CLOSED) return NULL;
  return &table[fd];
}

int32_t descriptor_open(DescriptorKind kind, char *path) {
  for (int32_t fd = DOCROOT_DESCRIPTOR + 1; fd < DESCRIPTORS; fd++) {
    if (table[fd].kind != CLOSED) continue;
    table[fd] = (Descriptor){.kind = kind, .path = path};
    return fd;
  }
  return -1;
}

void descriptor_close(int32_t fd) {
  Descriptor *d = descriptor(fd);
  if (!d) return;
  if (d->kind == FILE_BELOW) airlock_handler_files_file_drop_own(d->file);
  if (d->has_entries) airlock_handler_files_list_entry_free(&d->entries);
  free(d->path);
  *d = (Descriptor){.kind = CLOSED};
}

/* --- standard output and error ---------------------------------------------------------------------------------- */

static char line[2][LINE];
static size_t line_length[2];

static bool output_line(int stream, airlock_handler_types_error_t *error) {
  if (!line_length[stream]) return true;
  utf8_make_valid(line[stream], line_length[stream]);
  interpreter_string_t message = {(uint8_t *)line[stream], line_length[stream]};
  line_length[stream] = 0;
  return airlock_handler_log_write(stream ? AIRLOCK_HANDLER_LOG_LEVEL_WARNING : AIRLOCK_HANDLER_LOG_LEVEL_INFO, &message, error);
}

bool output_write(int32_t fd, const char *text, size_t length, airlock_handler_types_error_t *error) {
  int stream = fd == 2;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '\n') {
      if (!output_line(stream, error)) return false;
      continue;
    }
    if (line_length[stream] == LINE) {
      size_t whole = utf8_whole(line[stream], LINE), rest = LINE - whole;
      char tail[4];
      memcpy(tail, line[stream] + whole, rest);
      line_length[stream] = whole;
      if (!output_line(stream, error)) return false;
      memcpy(line[stream], tail, rest);
      line_length[stream] = rest;
    }
    line[stream][line_length[stream]++] = text[i];
  }
  return true;
}

void output_flush(void) {
  for (int stream = 0; stream < 2; stream++) {
    airlock_handler_types_error_t error;
    if (!output_line(stream, &error)) airlock_handler_types_error_free(&error);
  }
}
