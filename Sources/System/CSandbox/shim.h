// The kernel's own definitions for seccomp filters and Landlock. Needs kernel headers from 5.13 on.
#ifndef BOROUGHWISE_CSANDBOX_SHIM_H
#define BOROUGHWISE_CSANDBOX_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>

// The architecture word that the kernel gives a filter for our own calls.
static inline unsigned boroughwise_architecture(void) {
#if defined(__x86_64__)
  return AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
  return AUDIT_ARCH_AARCH64;
#else
#error "the sandbox knows x86_64 and aarch64 only"
#endif
}

// syscall() takes any number of arguments, which Swift cannot call.
static inline long boroughwise_seccomp(unsigned operation, unsigned flags, const struct sock_fprog *program) {
  return syscall(SYS_seccomp, operation, flags, program);
}
static inline long boroughwise_landlock_version(void) {
  return syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
}
static inline long boroughwise_landlock_create(unsigned long long handled) {
  struct landlock_ruleset_attr rules = {.handled_access_fs = handled};
  // Only the first field, which every version of the kernel's structure has.
  return syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules.handled_access_fs), 0);
}
static inline long boroughwise_landlock_allow(int ruleset, int folder, unsigned long long access) {
  struct landlock_path_beneath_attr beneath = {.allowed_access = access, .parent_fd = folder};
  return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
}
static inline long boroughwise_landlock_restrict(int ruleset) {
  return syscall(SYS_landlock_restrict_self, ruleset, 0);
}
// __O_PATH is glibc's O_PATH, visible without _GNU_SOURCE, which a module cannot set for itself.
static inline int boroughwise_open_path(const char *path) { return open(path, __O_PATH | O_CLOEXEC); }
static inline int boroughwise_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
static inline int boroughwise_no_core_dumps(void) {
  struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none) | prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// Signals that a fault of the program raises go back to the kernel, which ends it without a word. The Swift runtime
// would start a program that reads our memory and writes registers and what they point to.
static inline int boroughwise_no_crash_reports(void) {
  static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT, SIGSYS};
  int result = 0;
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    if (signal(faults[i], SIG_DFL) == SIG_ERR) result = -1;
  }
  return result;
}
// The variables' names go, so that no library that is used later finds them. Not their bytes.
extern char **environ;
static inline void boroughwise_no_environment(void) { environ = NULL; }

#endif
