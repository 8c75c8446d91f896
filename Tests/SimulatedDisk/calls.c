// What takes the place of the C library's calls on files and bytes.
#define _GNU_SOURCE
#include "parts.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Of each open file on a watched disk: disk + 1 and path.
enum { mostFiles = 65536 };
static struct { int disk; char *path; } files[mostFiles];

static int diskOfFile(int file) { return file >= 0 && file < mostFiles ? files[file].disk - 1 : -1; }

char *whole(int folder, const char *name) {
  char *path = NULL;
  if (name[0] == '/') {
    if (diskOfPath(name) >= 0) path = strdup(name);
  } else if (folder != AT_FDCWD && diskOfFile(folder) >= 0) {
    if (asprintf(&path, "%s/%s", files[folder].path, name) < 0) abort();
  }
  return path;
}

long failed(int number) { errno = number; return -1; }

static int sync_(int file, long call) {
  int number = diskOfFile(file);
  if (number < 0) return (int)syscall(call, file);
  pthread_mutex_lock(&lock);
  struct disk *disk = &disks[number];
  int late, error = step(disk, 0, &late);
  if (!error) synced(disk, file, files[file].path);
  pthread_mutex_unlock(&lock);
  return error || late ? (int)failed(error ? error : EIO) : 0;
}
int fsync(int file) { return sync_(file, SYS_fsync); }
int fdatasync(int file) { return sync_(file, SYS_fdatasync); }

static ssize_t write_(int file, const void *bytes, size_t count, off_t offset, int isAt) {
  int number = diskOfFile(file);
  if (number < 0 && isAt) return syscall(SYS_pwrite64, file, bytes, count, offset);
  if (number < 0) return syscall(SYS_write, file, bytes, count);
  pthread_mutex_lock(&lock);
  struct disk *disk = &disks[number];
  int late, error = step(disk, 1, &late);
  ssize_t result = -1;
  if (!error) {
    if (!isAt) {
      struct stat status;
      int appends = fcntl(file, F_GETFL) & O_APPEND;
      offset = appends && fstat(file, &status) == 0 ? status.st_size : syscall(SYS_lseek, file, 0, SEEK_CUR);
    }
    struct change *change = note(disk, file, offset, count);
    result = isAt ? syscall(SYS_pwrite64, file, bytes, count, offset) : syscall(SYS_write, file, bytes, count);
    if (change && result > 0) {
      change->newBytes = malloc((size_t)result);
      memcpy(change->newBytes, bytes, (size_t)result);
      change->newCount = (size_t)result;
    }
  }
  pthread_mutex_unlock(&lock);
  return error || late ? failed(error ? error : EIO) : result;
}
ssize_t write(int file, const void *bytes, size_t count) { return write_(file, bytes, count, 0, 0); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return write_(file, bytes, count, offset, 1);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  return write_(file, bytes, count, offset, 1);
}

int ftruncate(int file, off_t size) {
  int number = diskOfFile(file);
  if (number < 0) return (int)syscall(SYS_ftruncate, file, size);
  pthread_mutex_lock(&lock);
  struct disk *disk = &disks[number];
  int late, error = step(disk, 0, &late), result = -1;
  if (!error) {
    struct change *change = note(disk, file, size, SIZE_MAX / 2);
    if (change) change->cutsOff = 1;
    result = (int)syscall(SYS_ftruncate, file, size);
  }
  pthread_mutex_unlock(&lock);
  return error || late ? (int)failed(error ? error : EIO) : result;
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

static int open_(int folder, const char *name, int flags, mode_t mode) {
  char *path = whole(folder, name);
  if (!path) return (int)syscall(SYS_openat, folder, name, flags, mode);
  pthread_mutex_lock(&lock);
  int number = diskOfPath(path), late = 0, error = 0;
  struct disk *disk = &disks[number];
  struct stat status;
  int isNew = flags & O_CREAT && fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) != 0;
  if (isNew) error = step(disk, 1, &late);
  else if (disk->isOff && (flags & O_ACCMODE) != O_RDONLY) error = EIO;
  int file = error ? -1 : (int)syscall(SYS_openat, folder, name, flags, mode);
  if (file >= 0 && isNew) add(disk, MADE)->path = strdup(path);
  if (file >= 0 && late) { syscall(SYS_close, file); file = -1; error = EIO; }
  if (file >= 0 && file < mostFiles) {
    free(files[file].path);
    files[file].disk = number + 1;
    files[file].path = path;
    path = NULL;
  }
  pthread_mutex_unlock(&lock);
  free(path);
  return error ? (int)failed(error) : file;
}

#define MODE \
  va_list rest; \
  va_start(rest, flags); \
  mode_t mode = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0; \
  va_end(rest)

int open(const char *name, int flags, ...) { MODE; return open_(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE; return open_(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE; return open_(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE; return open_(folder, name, flags, mode); }

int close(int file) {
  if (diskOfFile(file) >= 0) {
    pthread_mutex_lock(&lock);
    free(files[file].path);
    files[file].path = NULL;
    files[file].disk = 0;
    pthread_mutex_unlock(&lock);
  }
  return (int)syscall(SYS_close, file);
}
