#define _GNU_SOURCE
#include "parts.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned long long draw(unsigned long long *state) {
  unsigned long long z = (*state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

// Opens the file with this inode somewhere under folder, for writing; -1 if there is none any more.
static int find(const char *folder, ino_t file) {
  DIR *stream = opendir(folder);
  int found = -1;
  struct dirent *entry;
  while (stream && found < 0 && (entry = readdir(stream))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    char *path;
    if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0) abort();
    if (entry->d_type == DT_DIR) found = find(path, file);
    else if (entry->d_ino == file) found = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    free(path);
  }
  if (stream) closedir(stream);
  return found;
}

static void replay(int file, const struct change *change, size_t count) {
  if (change->cutsOff) syscall(SYS_ftruncate, file, change->offset);
  else if (count) syscall(SYS_pwrite64, file, change->newBytes, count, change->offset);
}

// Takes back all that was written to one file, then does part of it again.
static void loseBytes(struct disk *disk, const char *root, ino_t inode, unsigned long long *state) {
  int file = find(root, inode);
  off_t size = -1;
  for (size_t i = disk->count; i-- > 0;) {
    struct change *change = &disk->changes[i];
    if (change->kind != BYTES || change->file != inode) continue;
    if (file >= 0 && change->oldCount) syscall(SYS_pwrite64, file, change->oldBytes, change->oldCount, change->offset);
    size = change->oldSize;
  }
  if (file >= 0 && size >= 0) syscall(SYS_ftruncate, file, size);
  int all = draw(state) % 4 == 0;
  for (size_t i = 0; i < disk->count; i++) {
    struct change *change = &disk->changes[i];
    if (change->kind != BYTES || change->file != inode) continue;
    unsigned long long fate = all ? 2 : draw(state) % 4;
    if (file >= 0 && fate) replay(file, change, fate == 1 ? change->newCount / 2 : change->newCount);
    change->file = 0;
  }
  if (file >= 0) syscall(SYS_close, file);
}

static void undo(const struct change *change) {
  switch (change->kind) {
    case BYTES: return;
    case MADE: case NAMED: syscall(SYS_unlinkat, AT_FDCWD, change->path, 0); return;
    case MOVED:
      if (change->other) syscall(SYS_renameat2, AT_FDCWD, change->path, AT_FDCWD, change->other, 0);
      break;
    case REMOVED: break;
    case FOLDER: syscall(SYS_unlinkat, AT_FDCWD, change->path, AT_REMOVEDIR); return;
  }
  if (change->backup) syscall(SYS_linkat, AT_FDCWD, change->backup, AT_FDCWD, change->path, 0);
}

void disk_power_on(int number, const char *root, unsigned long long seed) {
  pthread_mutex_lock(&lock);
  struct disk *disk = &disks[number];
  unsigned long long state = seed;
  size_t names = 0;
  for (size_t i = 0; i < disk->count; i++) {
    if (disk->changes[i].kind != BYTES) names++;
    else if (disk->changes[i].file) loseBytes(disk, root, disk->changes[i].file, &state);
  }
  size_t lost = names ? draw(&state) % (names + 1) : 0;
  for (size_t i = disk->count; i-- > 0 && lost > 0;) {
    if (disk->changes[i].kind == BYTES) continue;
    undo(&disk->changes[i]);
    lost--;
  }
  dropAll(disk);
  disk->isOff = 0;
  disk->fault = DISK_SOUND;
  pthread_mutex_unlock(&lock);
}
