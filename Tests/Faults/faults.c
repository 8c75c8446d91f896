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
// With FAULT_ARM, the name of a file, nothing counts as a step before that file is there. With FAULT_SOCKETS what is
// written to sockets is a step too, with FAULT_MODES each change of an open file's mode.
//
// Calls go to the kernel directly, so that nothing of the C library's own is in the way.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static _Atomic long steps;
static long wanted;
static char how[16];
static int logFile = -1;
static _Atomic int isFull;
static const char *armed;
static _Atomic int isArmed;
static int countsSockets, countsModes;

__attribute__((constructor)) static void prepare(void) {
  const char *step = getenv("FAULT_STEP"), *kind = getenv("FAULT_HOW"), *path = getenv("FAULT_LOG");
  if (step) wanted = atol(step);
  if (kind) strncpy(how, kind, sizeof how - 1);
  armed = getenv("FAULT_ARM");
  countsSockets = getenv("FAULT_SOCKETS") != NULL;
  countsModes = getenv("FAULT_MODES") != NULL;
  int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (file >= 0) logFile = fcntl(file, F_DUPFD_CLOEXEC, 500);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

// What happens at this step; "" for nothing.
static const char *step(const char *name) {
  if (!isArmed) {
    if (armed && syscall(SYS_faccessat, AT_FDCWD, armed, F_OK) != 0) return "";
    isArmed = 1;
  }
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
int fchmod(int file, mode_t mode) {
  if (!countsModes) return (int)syscall(SYS_fchmod, file, mode);
  STEP("fchmod", syscall(SYS_fchmod, file, mode));
}
int fdatasync(int file) { STEP("fdatasync", syscall(SYS_fdatasync, file)); }
int ftruncate(int file, off_t size) { STEP("ftruncate", syscall(SYS_ftruncate, file, size)); }
int ftruncate64(int file, off64_t size) { STEP("ftruncate", syscall(SYS_ftruncate, file, size)); }
int unlink(const char *name) { STEP("unlink", syscall(SYS_unlinkat, AT_FDCWD, name, 0)); }
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

#include "open.h"

static int isOfType(int file, mode_t type) {
  struct stat status;
  return fstat(file, &status) == 0 && (status.st_mode & S_IFMT) == type;
}

static ssize_t put(int file, const void *bytes, size_t count, off_t offset) {
  return offset < 0 ? syscall(SYS_write, file, bytes, count) : syscall(SYS_pwrite64, file, bytes, count, offset);
}

// offset: -1 where the file stands.
static ssize_t store(const char *name, int file, const void *bytes, size_t count, off_t offset) {
  if (isFull) return fail(ENOSPC);
  const char *kind = step(name);
  if (is(kind, "fails")) return fail(EIO);
  if (is(kind, "torn") || is(kind, "full")) {
    ssize_t half = put(file, bytes, count / 2, offset);
    if (is(kind, "torn")) die();
    isFull = 1;
    return half;
  }
  ssize_t result = put(file, bytes, count, offset);
  if (is(kind, "killed-after")) die();
  return is(kind, "late") ? fail(EIO) : result;
}

static ssize_t transmit(int file, const struct iovec *parts, int count) {
  const char *kind = countsSockets && isOfType(file, S_IFSOCK) ? step("send") : "";
  if (is(kind, "fails")) return fail(ECONNRESET);
  ssize_t result = syscall(SYS_writev, file, parts, count);
  if (is(kind, "killed-after") || is(kind, "torn")) die();
  return is(kind, "late") ? fail(ECONNRESET) : result;
}

ssize_t write(int file, const void *bytes, size_t count) {
  // What is said, and how threads wake each other, is not stored.
  if (file > 2 && isOfType(file, S_IFREG)) return store("write", file, bytes, count, -1);
  struct iovec part = {(void *)bytes, count};
  return transmit(file, &part, 1);
}

ssize_t writev(int file, const struct iovec *parts, int count) { return transmit(file, parts, count); }

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return store("pwrite", file, bytes, count, offset); }
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) { return store("pwrite", file, bytes, count, offset); }
