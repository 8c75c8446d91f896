#define _GNU_SOURCE
#include "parts.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct change *add(struct disk *disk, enum kind kind) {
  if (disk->count == disk->room) {
    disk->room = disk->room ? disk->room * 2 : 64;
    disk->changes = realloc(disk->changes, disk->room * sizeof *disk->changes);
    if (!disk->changes) abort();
  }
  struct change *change = &disk->changes[disk->count++];
  memset(change, 0, sizeof *change);
  change->kind = kind;
  return change;
}

static void drop(struct change *change) {
  if (change->backup) syscall(SYS_unlinkat, AT_FDCWD, change->backup, 0);
  free(change->oldBytes); free(change->newBytes); free(change->path); free(change->other); free(change->backup);
}

void dropAll(struct disk *disk) {
  for (size_t i = 0; i < disk->count; i++) drop(&disk->changes[i]);
  disk->count = 0;
}

char *backup(struct disk *disk, const char *path) {
  struct stat status;
  if (fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) return NULL;
  const char *end = strchr(strstr(path, "/simulated-disk-") + 1, '/');
  char *kept;
  if (asprintf(&kept, "%.*s/.lost", (int)(end - path), path) < 0) abort();
  syscall(SYS_mkdirat, AT_FDCWD, kept, 0700);
  free(kept);
  if (asprintf(&kept, "%.*s/.lost/%zu", (int)(end - path), path, disk->backups++) < 0) abort();
  syscall(SYS_unlinkat, AT_FDCWD, kept, 0);
  if (syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, kept, 0) != 0) abort();
  return kept;
}

// Whether path is directly in folder.
static int isIn(const char *path, const char *folder) {
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/') length--;
  return strncmp(path, folder, length) == 0 && path[length] == '/' && !strchr(path + length + 1, '/');
}

void synced(struct disk *disk, int file, const char *path) {
  struct stat status;
  if (disk->lies || fstat(file, &status) != 0) return;
  size_t kept = 0;
  for (size_t i = 0; i < disk->count; i++) {
    struct change *change = &disk->changes[i];
    int done = S_ISDIR(status.st_mode)
      ? change->kind != BYTES && isIn(change->path, path)
      : change->kind == BYTES && change->file == status.st_ino;
    if (done) drop(change);
    else disk->changes[kept++] = *change;
  }
  disk->count = kept;
}

struct change *note(struct disk *disk, int file, off_t offset, size_t count) {
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return NULL;
  struct change *change = add(disk, BYTES);
  change->file = status.st_ino;
  change->offset = offset;
  change->oldSize = status.st_size;
  if (offset < status.st_size) {
    size_t old = (size_t)(status.st_size - offset) < count ? (size_t)(status.st_size - offset) : count;
    change->oldBytes = malloc(old ? old : 1);
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    int reader = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
    ssize_t got = reader < 0 ? -1 : syscall(SYS_pread64, reader, change->oldBytes, old, offset);
    if (reader >= 0) syscall(SYS_close, reader);
    change->oldCount = got > 0 ? (size_t)got : 0;
  }
  return change;
}
