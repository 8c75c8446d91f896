// Finds the bytes that give a CSV text its structure, 64 at a time. Here and not in Swift, whose SIMD types have no way
// to make a mask of a comparison that is as fast.
#ifndef BOROUGHWISE_CSCAN_SHIM_H
#define BOROUGHWISE_CSCAN_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
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

// How far an index has come: all marks, and which of them are no commas.
typedef struct {
  uint32_t *marks, *others;
  size_t known, rest;
} boroughwise_listed;

// Of the marks in 64 bytes, lists which are no commas.
__attribute__((always_inline)) static inline void boroughwise_list_others(boroughwise_listed *listed,
                                                                          boroughwise_bits bits) {
  uint64_t all = bits.commas | bits.others, other = bits.others;
  uint32_t known = (uint32_t)listed->known;
  // The first always, whether or not it is there: a branch that goes one way costs nothing.
  listed->others[listed->rest] = known + (uint32_t)__builtin_popcountll(all & ((other & -other) - 1));
  listed->rest += other != 0;
  while ((other &= other - 1) != 0)
    listed->others[listed->rest++] = known + (uint32_t)__builtin_popcountll(all & ((other & -other) - 1));
}

// Lists the marks of the 64 bytes at `start`.
__attribute__((always_inline)) static inline void boroughwise_list(boroughwise_listed *listed, size_t start,
                                                                   boroughwise_bits bits) {
  boroughwise_list_others(listed, bits);
  uint64_t all = bits.commas | bits.others;
  uint32_t known = (uint32_t)listed->known;
  // Eight at a time: a branch that goes one way costs nothing.
  uint32_t found = (uint32_t)__builtin_popcountll(all);
  for (uint32_t written = 0; written < found; written += 8) {
    for (uint32_t next = 0; next < 8; next++) {
      listed->marks[known + written + next] = (uint32_t)start + (uint32_t)__builtin_ctzll(all | (uint64_t)1 << 63);
      all &= all - 1;  // stays 0
    }
  }
  listed->known += found;
}

// Those of whole runs of 64 bytes from `start` on; says how far that is.
static inline size_t boroughwise_list_runs(boroughwise_listed *listed, const uint8_t *bytes, size_t start, size_t end) {
  for (; end - start >= 64; start += 64) boroughwise_list(listed, start, boroughwise_bits_of(bytes + start));
  return start;
}

#ifdef __x86_64__
// The same for processors that put the places of a mask's bits together by themselves.
__attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2"))) static inline size_t
boroughwise_list_runs_avx512(boroughwise_listed *listed, const uint8_t *bytes, size_t start, size_t end) {
  static const uint8_t numbers[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                      16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                      32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                      48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  const __m512i places = _mm512_loadu_si512(numbers), comma = _mm512_set1_epi8(','), quote = _mm512_set1_epi8('"'),
                lf = _mm512_set1_epi8('\n'), cr = _mm512_set1_epi8('\r');
  boroughwise_listed own = *listed;
  for (; end - start >= 64; start += 64) {
    __m512i text = _mm512_loadu_si512(bytes + start);
    boroughwise_bits bits;
    bits.commas = _mm512_cmpeq_epi8_mask(text, comma);
    bits.others = _mm512_cmpeq_epi8_mask(text, quote) | _mm512_testn_epi8_mask(text, text) |
                  _mm512_cmpeq_epi8_mask(text, lf) | _mm512_cmpeq_epi8_mask(text, cr);
    boroughwise_list_others(&own, bits);
    uint64_t all = bits.commas | bits.others;
    uint32_t found = (uint32_t)__builtin_popcountll(all);
    __m512i listing = _mm512_maskz_compress_epi8(all, places), first = _mm512_set1_epi32((int)start);
    uint32_t *marks = own.marks + own.known;
    // Sixteen at a time; nearly always there are no more.
    _mm512_storeu_si512(marks, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(listing))));
    for (uint32_t written = 16; __builtin_expect(written < found, 0); written += 16) {
      listing = _mm512_alignr_epi32(listing, listing, 4);
      _mm512_storeu_si512(marks + written, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(listing))));
    }
    own.known += found;
  }
  *listed = own;
  return start;
}
#endif

// Lists the places of all marks (commas and others) between `start` and `end` in `marks`, and in `others` which of the
// list are no commas. Both have room for `end` - `start` + 64 places. Returns the number of marks.
// `plainly` is for tests: as on a processor without the newest instructions. Both ways list the same.
static inline size_t boroughwise_index(const uint8_t *bytes, size_t start, size_t end, uint32_t *marks, uint32_t *others,
                                       size_t *other_count, int plainly) {
  boroughwise_listed listed = {marks, others, 0, 0};
#ifdef __x86_64__
  if (!plainly && __builtin_cpu_supports("avx512vbmi2"))
    start = boroughwise_list_runs_avx512(&listed, bytes, start, end);
  else
#endif
    start = boroughwise_list_runs(&listed, bytes, start, end);
  if (start < end) {
    uint8_t last[64];
    memset(last, ' ', sizeof last);
    memcpy(last, bytes + start, end - start);
    boroughwise_list(&listed, start, boroughwise_bits_of(last));
  }
  *other_count = listed.rest;
  return listed.known;
}

#endif
