// Disks of simulated machines, for tests: real files under ".../simulated-disk-<number>/", with faults and power cuts.
//
// Linked into a test, the calls of calls.c take the place of the C library's, for our code and for libsqlite3. Calls on
// files elsewhere go straight to the kernel. On a watched disk every call that changes something is a step, and what was
// not synced is remembered, so that a power cut can lose it: written bytes in any selection and torn, names (created,
// linked, renamed, removed, folders made) from some moment on, as a journalling file system loses them.

#ifndef SIMULATED_DISK_H
#define SIMULATED_DISK_H

enum { disk_count = 512 };

enum disk_fault_kind {
  DISK_SOUND = 0,
  DISK_CUT,    // the power goes before the step: from there on nothing is done
  DISK_FAILS,  // one step is not done and reported as failed
  DISK_LATE,   // one step is done and reported as failed
  DISK_FULL,   // from the step on there is no room, until the fault is taken away
};

// From now on watched, sound and synced. Disks are numbered from 0 to disk_count - 1.
void disk_watch(int disk);
void disk_forget(int disk);

// kind: of disk_fault_kind; at which step from now on: 1 is the next.
void disk_set_fault(int disk, int kind, long step);
long disk_steps(int disk);
int disk_is_off(int disk);

// The disk says that it has synced and has not.
void disk_lies(int disk, int lies);

// The power is back: part of what was not synced is gone, chosen by seed. root ends with simulated-disk-<number>.
void disk_power_on(int disk, const char *root, unsigned long long seed);

#endif
