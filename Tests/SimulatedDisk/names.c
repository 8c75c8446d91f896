// What takes the place of the C library's calls on names.
#define _GNU_SOURCE
#include "parts.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// A change of names: path is what gets or loses its name, source where it had one before.
static int name_(enum kind kind, char *path, char *source, long (*perform)(void *), void *arguments) {
  pthread_mutex_lock(&lock);
  struct disk *disk = &disks[diskOfPath(path)];
  int late, error = step(disk, kind != REMOVED, &late);
  long result = -1;
  if (!error) {
    char *before = kind == MOVED || kind == REMOVED ? backup(disk, path) : NULL;
    result = perform(arguments);
    if (result == 0) {
      struct change *change = add(disk, kind);
      change->path = path;
      change->other = source;
      change->backup = before;
      path = source = before = NULL;
    }
    if (before) syscall(SYS_unlinkat, AT_FDCWD, before, 0);
    free(before);
  }
  int number = errno;
  pthread_mutex_unlock(&lock);
  free(path);
  free(source);
  if (error || late) return (int)failed(error ? error : EIO);
  errno = number;
  return (int)result;
}

struct names { int folder, other; const char *name, *newName; long flags; mode_t mode; };
static long doRename(void *a) {
  struct names *n = a;
  return syscall(SYS_renameat2, n->folder, n->name, n->other, n->newName, n->flags);
}
static long doLink(void *a) {
  struct names *n = a;
  return syscall(SYS_linkat, n->folder, n->name, n->other, n->newName, n->flags);
}
static long doUnlink(void *a) { struct names *n = a; return syscall(SYS_unlinkat, n->folder, n->name, n->flags); }
static long doFolder(void *a) { struct names *n = a; return syscall(SYS_mkdirat, n->folder, n->name, n->mode); }

int renameat(int folder, const char *name, int other, const char *newName) {
  struct names n = {folder, other, name, newName, 0, 0};
  char *path = whole(other, newName);
  return path ? name_(MOVED, path, whole(folder, name), doRename, &n) : (int)doRename(&n);
}
int rename(const char *name, const char *newName) { return renameat(AT_FDCWD, name, AT_FDCWD, newName); }

int linkat(int folder, const char *name, int other, const char *newName, int flags) {
  struct names n = {folder, other, name, newName, flags, 0};
  char *path = whole(other, newName);
  return path ? name_(NAMED, path, NULL, doLink, &n) : (int)doLink(&n);
}

int unlinkat(int folder, const char *name, int flags) {
  struct names n = {folder, 0, name, NULL, flags, 0};
  char *path = whole(folder, name);
  return path && !(flags & AT_REMOVEDIR) ? name_(REMOVED, path, NULL, doUnlink, &n) : (free(path), (int)doUnlink(&n));
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }

int mkdirat(int folder, const char *name, mode_t mode) {
  struct names n = {folder, 0, name, NULL, 0, mode};
  char *path = whole(folder, name);
  return path ? name_(FOLDER, path, NULL, doFolder, &n) : (int)doFolder(&n);
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }
