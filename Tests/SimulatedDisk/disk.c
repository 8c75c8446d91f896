#include "parts.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct disk disks[disk_count];
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int diskOfPath(const char *path) {
  const char *mark = strstr(path, "/simulated-disk-");
  if (!mark) return -1;
  int disk = atoi(mark + strlen("/simulated-disk-"));
  return disk >= 0 && disk < disk_count && disks[disk].isWatched ? disk : -1;
}

int step(struct disk *disk, int needsRoom, int *late) {
  *late = 0;
  if (disk->isOff) return EIO;
  disk->steps++;
  if (disk->fault == DISK_SOUND || disk->steps < disk->wanted) return 0;
  if (disk->fault == DISK_FULL) return needsRoom ? ENOSPC : 0;
  int fault = disk->fault;
  disk->fault = DISK_SOUND;
  if (fault == DISK_CUT) disk->isOff = 1;
  if (fault == DISK_LATE) { *late = 1; return 0; }
  return EIO;
}

void disk_watch(int number) {
  pthread_mutex_lock(&lock);
  dropAll(&disks[number]);
  struct change *changes = disks[number].changes;
  size_t room = disks[number].room;
  memset(&disks[number], 0, sizeof disks[number]);
  disks[number].changes = changes;
  disks[number].room = room;
  disks[number].isWatched = 1;
  pthread_mutex_unlock(&lock);
}

void disk_forget(int number) {
  pthread_mutex_lock(&lock);
  disks[number].isWatched = 0;
  dropAll(&disks[number]);
  pthread_mutex_unlock(&lock);
}

void disk_set_fault(int number, int kind, long step) {
  pthread_mutex_lock(&lock);
  disks[number].fault = kind;
  disks[number].wanted = disks[number].steps + step;
  pthread_mutex_unlock(&lock);
}

long disk_steps(int number) {
  pthread_mutex_lock(&lock);
  long steps = disks[number].steps;
  pthread_mutex_unlock(&lock);
  return steps;
}

int disk_is_off(int number) {
  pthread_mutex_lock(&lock);
  int off = disks[number].isOff;
  pthread_mutex_unlock(&lock);
  return off;
}

void disk_lies(int number, int lies) {
  pthread_mutex_lock(&lock);
  disks[number].lies = lies;
  pthread_mutex_unlock(&lock);
}
