// Finds the bytes that give a CSV text its structure, 64 at a time. Here and not in Swift, whose SIMD types have no way
// to make a mask of a comparison that is as fast.
#ifndef BOROUGHWISE_CSCAN_SHIM_H
#define BOROUGHWISE_CSCAN_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static inline int boroughwise_has_nul(const void *bytes, size_t count) {
  return count != 0 && memchr(bytes, 0, count) != NULL;
}

// Bits of the 64 bytes: commas; and all others that mean something, which are quotes, line ends and NUL.
typedef struct {
  uint64_t commas, others;
} boroughwise_bits;

#ifdef __SSE2__
static inline boroughwise_bits boroughwise_bits_of(const uint8_t *bytes) {
  const __m128i comma = _mm_set1_epi8(','), quote = _mm_set1_epi8('"'), lf = _mm_set1_epi8('\n'),
                cr = _mm_set1_epi8('\r'), nul = _mm_setzero_si128();
  boroughwise_bits bits = {0, 0};
  for (int part = 0; part < 4; part++) {
    __m128i text = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
    __m128i other = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(text, quote), _mm_cmpeq_epi8(text, nul)),
                                 _mm_or_si128(_mm_cmpeq_epi8(text, lf), _mm_cmpeq_epi8(text, cr)));
    bits.commas |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, comma)) << (16 * part);
    bits.others |= (uint64_t)(uint16_t)_mm_movemask_epi8(other) << (16 * part);
  }
  return bits;
}
#else
static inline boroughwise_bits boroughwise_bits_of(const uint8_t *bytes) {
  boroughwise_bits bits = {0, 0};
  for (int place = 0; place < 64; place++) {
    uint8_t byte = bytes[place];
    bits.commas |= (uint64_t)(byte == ',') << place;
    bits.others |= (uint64_t)((byte == '"') | (byte == '\n') | (byte == '\r') | (byte == 0)) << place;
  }
  return bits;
}
#endif

static inline uint32_t boroughwise_count(uint64_t bits) { return (uint32_t)__builtin_popcountll(bits); }

// Lists the places of all marks (commas and others) in `marks`, and in `others` which of the list are no commas.
// Both have room for `count` + 64 places. Returns the number of marks.
static inline size_t boroughwise_index(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *others,
                                       size_t *other_count) {
  size_t known = 0, rest = 0;
  for (size_t start = 0; start < count; start += 64) {
    boroughwise_bits bits;
    if (count - start >= 64) {
      bits = boroughwise_bits_of(bytes + start);
    } else {
      uint8_t end[64];
      memset(end, ' ', sizeof end);
      memcpy(end, bytes + start, count - start);
      bits = boroughwise_bits_of(end);
    }
    uint64_t all = bits.commas | bits.others, other = bits.others;
    // The first always, whether or not it is there: a branch that goes one way costs nothing.
    others[rest] = (uint32_t)known + boroughwise_count(all & ((other & -other) - 1));
    rest += other != 0;
    while ((other &= other - 1) != 0)
      others[rest++] = (uint32_t)known + boroughwise_count(all & ((other & -other) - 1));
    // Eight at a time, for the same reason.
    uint32_t found = boroughwise_count(all);
    for (uint32_t written = 0; written < found; written += 8) {
      for (uint32_t next = 0; next < 8; next++) {
        marks[known + written + next] = (uint32_t)start + (uint32_t)__builtin_ctzll(all | (uint64_t)1 << 63);
        all &= all - 1;  // stays 0
      }
    }
    known += found;
  }
  *other_count = rest;
  return known;
}

#endif
