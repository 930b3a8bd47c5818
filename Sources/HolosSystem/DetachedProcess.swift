internal import CHolosLinux
internal import Glibc
package import SystemPackage

/// Starting a process that outlives this one: its own session, only the descriptors it is given.
package enum DetachedProcess {
    /// Starts the program and returns at once. Its standard input is `/dev/null`; both outputs go to `output`.
    ///
    /// - Parameter inherited: become descriptors 3, 4, … of the child; everything above is closed.
    package static func start(
        _ executable: FilePath, arguments: [String], environment: [String: String], output: FileDescriptor,
        inherited: [FileDescriptor]
    ) throws(SystemError) -> ProcessHandle {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }

        // Out of the way of 0…, so that no dup2 below overwrites what a later one still needs.
        var moved: [Int32] = []
        defer { for descriptor in moved { close(descriptor) } }
        for descriptor in [output] + inherited {
            let copy = fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 100)
            guard copy >= 0 else { throw SystemError("cannot copy a descriptor", errno: currentErrno) }
            moved.append(copy)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, moved[0], 1)
        posix_spawn_file_actions_adddup2(&actions, moved[0], 2)
        for (index, descriptor) in moved.dropFirst().enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(3 + index))
        }
        _ = holos_spawn_close_from(&actions, Int32(3 + inherited.count))

        // A signal that holos ignores or blocks (SIGPIPE, SIGINT while it cleans up) must not be so for the child.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, holos_spawn_setsid_flag() | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

        var argv = ([executable.string] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, executable.string, &actions, &attributes, &argv, &envp)
        guard error == 0 else { throw SystemError("cannot start `\(executable)`", errno: Errno(rawValue: error)) }
        guard let handle = try ProcessHandle(ProcessID(pid)) else {
            // Our own child cannot be gone before we have waited for it.
            throw SystemError("cannot watch `\(executable)`", errno: .noSuchProcess)
        }
        return handle
    }
}
