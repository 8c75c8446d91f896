// Lets one call of a program go wrong, for tests; loaded into it with LD_PRELOAD.
//
// Every call that changes a file is a step: creating, writing, syncing, renaming, linking, removing. Each adds a line
// "<number> <name>" to the file FAULT_LOG. At step FAULT_STEP happens what FAULT_HOW says:
//
//   killed        the program is killed before the step
//   killed-after  the program is killed after it
//   torn          half of a write is done, then the program is killed
//   fails         the step is not done and reported as failed
//   late          the step is done and reported as failed
//   full          half of a write is done; then the disk is full, for new files too
//
// Calls go to the kernel directly, so that nothing of the C library's own is in the way.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic long steps;
static long wanted;
static char how[16];
static int logFile = -1;
static _Atomic int isFull;

__attribute__((constructor)) static void prepare(void) {
  const char *step = getenv("FAULT_STEP"), *kind = getenv("FAULT_HOW"), *path = getenv("FAULT_LOG");
  if (step) wanted = atol(step);
  if (kind) strncpy(how, kind, sizeof how - 1);
  int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (file >= 0) logFile = fcntl(file, F_DUPFD_CLOEXEC, 500);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

// What happens at this step; "" for nothing.
static const char *step(const char *name) {
  long number = atomic_fetch_add(&steps, 1) + 1;
  char line[64];
  int length = snprintf(line, sizeof line, "%ld %s\n", number, name);
  if (logFile >= 0) syscall(SYS_write, logFile, line, length);
  if (number != wanted) return "";
  if (strcmp(how, "killed") == 0) die();
  return how;
}

static int is(const char *kind, const char *other) { return strcmp(kind, other) == 0; }

static long fail(int number) {
  errno = number;
  return -1;
}

// One step that is a system call and nothing else.
#define STEP(name, call) \
  do { \
    const char *kind = step(name); \
    if (is(kind, "fails")) return fail(EIO); \
    long result = (call); \
    if (is(kind, "killed-after")) die(); \
    return is(kind, "late") ? fail(EIO) : result; \
  } while (0)

int fsync(int file) { STEP("fsync", syscall(SYS_fsync, file)); }
int fdatasync(int file) { STEP("fdatasync", syscall(SYS_fdatasync, file)); }
int ftruncate(int file, off_t size) { STEP("ftruncate", syscall(SYS_ftruncate, file, size)); }
int unlinkat(int folder, const char *name, int flags) { STEP("unlinkat", syscall(SYS_unlinkat, folder, name, flags)); }

int renameat(int folder, const char *name, int other, const char *newName) {
  STEP("renameat", syscall(SYS_renameat2, folder, name, other, newName, 0));
}

int renameat2(int folder, const char *name, int other, const char *newName, unsigned flags) {
  STEP("renameat2", syscall(SYS_renameat2, folder, name, other, newName, flags));
}

int linkat(int folder, const char *name, int other, const char *newName, int flags) {
  STEP("linkat", syscall(SYS_linkat, folder, name, other, newName, flags));
}

int mkdirat(int folder, const char *name, mode_t mode) {
  if (isFull) return (int)fail(ENOSPC);
  STEP("mkdirat", syscall(SYS_mkdirat, folder, name, mode));
}

static int openFile(int folder, const char *name, int flags, mode_t mode) {
  if (!(flags & O_CREAT)) return (int)syscall(SYS_openat, folder, name, flags, mode);
  if (isFull) return (int)fail(ENOSPC);
  STEP("openat", syscall(SYS_openat, folder, name, flags, mode));
}

#define MODE \
  va_list rest; \
  va_start(rest, flags); \
  mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
  va_end(rest)

int open(const char *name, int flags, ...) { MODE; return openFile(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE; return openFile(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE; return openFile(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE; return openFile(folder, name, flags, mode); }

ssize_t write(int file, const void *bytes, size_t count) {
  if (file <= 2) return syscall(SYS_write, file, bytes, count);  // what is said, not stored
  if (isFull) return fail(ENOSPC);
  const char *kind = step("write");
  if (is(kind, "fails")) return fail(EIO);
  if (is(kind, "torn") || is(kind, "full")) {
    ssize_t half = syscall(SYS_write, file, bytes, count / 2);
    if (is(kind, "torn")) die();
    isFull = 1;
    return half;
  }
  ssize_t result = syscall(SYS_write, file, bytes, count);
  if (is(kind, "killed-after")) die();
  return is(kind, "late") ? fail(EIO) : result;
}
