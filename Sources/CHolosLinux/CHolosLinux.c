#include "CHolosLinux.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

int holos_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int holos_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int holos_set_no_new_privs(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

short holos_spawn_setsid_flag(void) { return POSIX_SPAWN_SETSID; }

int holos_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int holos_cloexec_from(unsigned int first) {
    return (int)syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC);
}

int holos_watch_directory(const char *path) {
    int descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (descriptor < 0) return -1;
    if (inotify_add_watch(descriptor, path, IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

int holos_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int holos_start_writing(int file, long long offset, long long count) {
    return sync_file_range(file, offset, count, SYNC_FILE_RANGE_WRITE);
}

int holos_exchange(const char *one, const char *other) {
    // RENAME_EXCHANGE of <linux/fs.h>, which older headers keep there only.
    return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, 1U << 1);
}
