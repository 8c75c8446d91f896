// What the parts of a simulated disk share. `lock` is held wherever a disk or the table of open files is touched.
#include "SimulatedDisk.h"
#include <pthread.h>
#include <stddef.h>
#include <sys/types.h>

// What was changed and is not synced. Bytes belong to a file, names to a folder.
enum kind { BYTES, MADE, NAMED, MOVED, REMOVED, FOLDER };
struct change {
  enum kind kind;
  ino_t file;             // BYTES
  off_t offset, oldSize;
  size_t oldCount, newCount;
  char *oldBytes, *newBytes;
  int cutsOff;            // BYTES of a truncation: newCount bytes are none, the size is offset
  char *path, *other;     // names: the new one; MOVED: where it was
  char *backup;           // names: a link to what had the name before, or NULL
};

struct disk {
  int isWatched, isOff, lies, fault;
  long steps, wanted;
  struct change *changes;
  size_t count, room, backups;
};

#pragma GCC visibility push(hidden)

extern struct disk disks[disk_count];
extern pthread_mutex_t lock;

// disk.c
// The disk that a path lies on, or -1.
int diskOfPath(const char *path);
// What happens at this step: an error number, or 0 to do it. late: to be done and reported as failed.
int step(struct disk *disk, int needsRoom, int *late);

// changes.c
struct change *add(struct disk *disk, enum kind kind);
void dropAll(struct disk *disk);
// A second name, in the disk's own folder for such things, for what is about to lose its name; NULL if nothing is.
char *backup(struct disk *disk, const char *path);
// Notes what lies at the place of a change of bytes; NULL where it is no regular file.
struct change *note(struct disk *disk, int file, off_t offset, size_t count);
// The open file, or the names in the open folder of this path, can't be lost any more.
void synced(struct disk *disk, int file, const char *path);

// calls.c
// The whole path of a name in an open folder, or NULL where it is on no watched disk. To be freed.
char *whole(int folder, const char *name);
// Sets errno. -1.
long failed(int number);

#pragma GCC visibility pop
