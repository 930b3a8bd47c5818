// What Linux offers and Swift's Glibc module cannot import: hidden behind _GNU_SOURCE, variadic, or a bare system
// call. No logic here; each function is the kernel's or the C library's under a name of its own.
#ifndef C_HOLOS_LINUX_H
#define C_HOLOS_LINUX_H

#include <spawn.h>
#include <sys/types.h>

/// pidfd_open(2): a descriptor that names the process for good, close-on-exec; -1 and errno on failure.
int holos_pidfd_open(pid_t pid);

/// pidfd_send_signal(2): 0, or -1 and errno.
int holos_pidfd_send_signal(int pidfd, int signal);

/// prctl(PR_SET_NO_NEW_PRIVS): exec can no longer raise privileges; 0, or -1 and errno.
int holos_set_no_new_privs(void);

/// The flag of posix_spawnattr_setflags(3) that makes the child lead a session of its own.
short holos_spawn_setsid_flag(void);

/// posix_spawn_file_actions_addclosefrom_np(3): 0, or an error number.
int holos_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

/// close_range(2) with CLOSE_RANGE_CLOEXEC: every descriptor from `first` on is closed by the next exec; 0, or -1.
int holos_cloexec_from(unsigned int first);

/// inotify(7): a descriptor, close-on-exec and non-blocking, that is readable when a file in the directory was written,
/// made or renamed; -1 and errno on failure.
int holos_watch_directory(const char *path);

/// memfd_create(2): a descriptor of an empty file without a place, close-on-exec; -1 and errno on failure.
int holos_memory_file(const char *name);

/// sync_file_range(2) with SYNC_FILE_RANGE_WRITE: the kernel begins to write these bytes to the disk and nobody waits; 0, or
/// -1 and errno.
int holos_start_writing(int file, long long offset, long long count);

/// renameat2(2) with RENAME_EXCHANGE: two names change places in one step; 0, or -1 and errno.
int holos_exchange(const char *one, const char *other);

#endif
