// The four ways in which a program opens a file, all led to the `openFile` of whoever includes this, which stands above it.

#include <fcntl.h>
#include <stdarg.h>

#define MODE \
  va_list rest; \
  va_start(rest, flags); \
  mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
  va_end(rest)

int open(const char *name, int flags, ...) { MODE; return openFile(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE; return openFile(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE; return openFile(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE; return openFile(folder, name, flags, mode); }
