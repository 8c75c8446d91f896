// The kernel's random source, and a wipe that no compiler leaves out as useless.
#ifndef BOROUGHWISE_CRANDOM_SHIM_H
#define BOROUGHWISE_CRANDOM_SHIM_H

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>

// How many bytes were written, which can be fewer than asked for; below zero, minus the system's error number.
// Flags 0: the kernel's generator that /dev/urandom has, but only once it was seeded.
static inline long boroughwise_random(void *bytes, size_t count) {
  ssize_t written = getrandom(bytes, count, 0);
  return written < 0 ? -(long)errno : written;
}
static inline int boroughwise_was_interrupted(long result) { return result == -EINTR; }

static inline void boroughwise_wipe(void *bytes, size_t count) { explicit_bzero(bytes, count); }

#endif
