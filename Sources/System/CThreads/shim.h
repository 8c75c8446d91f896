// What Swift's view of the C library lacks for threads.

#ifndef BOROUGHWISE_THREADS_H
#define BOROUGHWISE_THREADS_H

#include <malloc.h>

/// Gives freed memory of all threads back to the system. A no-op where the C library can't.
static inline void boroughwise_trim(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

#endif
