// Has a program try what it must not be able to do, for tests; loaded into it with LD_PRELOAD.
//
// Two things are tried: to open the file TRESPASS_FILE, and to make a socket. Once as the program starts, when it has given
// nothing up; and once, on whatever thread, as it first connects or opens a path that begins with TRESPASS_AT. Each try adds
// a line "<when> <what> <errno, 0 where it could>" to the file TRESPASS_LOG, which is open from the start.
//
// With TRESPASS_FREE the program's own calls to give something up are answered as by a kernel that cannot: Landlock is not
// there, and a filter of system calls is said to be in place and is not.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <dlfcn.h>

static int logFile = -1, isFree;
static const char *record, *at;
static _Atomic int isDone;

static long call(long number, long a, long b, long c, long d, long e, long f) {
  static long (*next)(long, ...);
  if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  return next(number, a, b, c, d, e, f);
}

static void tell(const char *when, const char *what, long result) {
  char line[80];
  int length = snprintf(line, sizeof line, "%s %s %d\n", when, what, result < 0 ? errno : 0);
  if (logFile >= 0 && call(SYS_write, logFile, (long)line, length, 0, 0, 0) < 0) abort();
  if (result >= 0) call(SYS_close, result, 0, 0, 0, 0, 0);
}

static void trespass(const char *when) {
  int before = errno;
  if (record) tell(when, "file", call(SYS_openat, AT_FDCWD, (long)record, O_RDONLY | O_CLOEXEC, 0, 0, 0));
  tell(when, "socket", call(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0, 0));
  errno = before;
}

static void trespassOnce(void) {
  if (!atomic_exchange(&isDone, 1)) trespass("later");
}

__attribute__((constructor)) static void prepare(void) {
  const char *path = getenv("TRESPASS_LOG");
  record = getenv("TRESPASS_FILE");
  at = getenv("TRESPASS_AT");
  isFree = getenv("TRESPASS_FREE") != NULL;
  if (path) logFile = (int)call(SYS_openat, AT_FDCWD, (long)path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600, 0, 0);
  trespass("start");
}

// By this the programs give things up.
long syscall(long number, ...) {
  long arguments[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) arguments[i] = va_arg(rest, long);
  va_end(rest);
  if (isFree && number == SYS_landlock_create_ruleset) { errno = ENOSYS; return -1; }
  if (isFree && number == SYS_seccomp) return 0;
  return call(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

int connect(int socket, const struct sockaddr *address, socklen_t length) {
  trespassOnce();
  return (int)call(SYS_connect, socket, (long)address, length, 0, 0, 0);
}

static int openFile(int folder, const char *name, int flags, mode_t mode) {
  // A path that is only named to Landlock (O_PATH) is not read yet.
  if (at && !(flags & O_PATH) && strncmp(name, at, strlen(at)) == 0) trespassOnce();
  return (int)call(SYS_openat, folder, (long)name, flags, mode, 0, 0);
}

#include "open.h"
