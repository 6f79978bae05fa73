#include "utf8.h"

/* Bytes that follow a lead byte; negative for what can not lead. */
static int bytes_after(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead < 0xE0) return 1;
  if (lead >= 0xE0 && lead < 0xF0) return 2;
  if (lead >= 0xF0 && lead < 0xF5) return 3;
  return -1;
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF show in the first byte after the lead. */
static bool second_is_valid(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return (second & 0xC0) == 0x80;
  }
}

bool utf8_is_valid(const char *text, size_t length) {
  const unsigned char *p = (const unsigned char *)text, *end = p + length;
  while (p < end) {
    int after = bytes_after(*p);
    if (after == 0) {
      p++;
      continue;
    }
    if (after < 0 || end - p <= after || !second_is_valid(p[0], p[1])) return false;
    for (int i = 2; i <= after; i++)
      if ((p[i] & 0xC0) != 0x80) return false;
    p += after + 1;
  }
  return true;
}

size_t utf8_whole(const char *text, size_t length) {
  size_t lead = length;
  while (lead && length - lead < 4 && ((unsigned char)text[lead - 1] & 0xC0) == 0x80) lead--;
  if (!lead) return length;
  int after = bytes_after((unsigned char)text[lead - 1]);
  return after > 0 && length - lead < (size_t)after ? lead - 1 : length;
}

void utf8_make_valid(char *text, size_t length) {
  if (utf8_is_valid(text, length)) return;
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] >= 0x80) text[i] = '?';
}
