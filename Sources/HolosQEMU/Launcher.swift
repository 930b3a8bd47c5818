internal import CHolosLinux
internal import Glibc
package import HolosSystem
package import SystemPackage

/// Starting QEMU: holos runs itself again as a tiny single-threaded program that confines itself and becomes QEMU.
///
/// The launcher marks the process with a record lock that survives exec. So every QEMU that holos ever started can be
/// found by asking the kernel, there is never a second one for an instance, and a `kill -9` of whoever started it,
/// at any instant, changes nothing of that.
package enum Launcher {
    /// First argument of a holos that is to be the launcher; not a command for people.
    package static let verb = "__launch-qemu"
    /// Exit code of a launcher that found its instance running.
    package static let alreadyRunning: Int32 = 75
    /// Where the launcher finds the listening QMP socket; 3 is the project's lock.
    package static let qmpDescriptor: Int32 = 4

    /// Starts the launcher and returns its process, which becomes QEMU.
    ///
    /// - Parameters:
    ///   - lock: the file that marks the instance's QEMU.
    ///   - log: receives what the launcher and QEMU write.
    ///   - projectLock: stays held until QEMU is marked, so that nobody else acts in between.
    package static func start(
        _ qemu: FilePath, arguments: [String], lock: FilePath, log: FilePath, projectLock: FileDescriptor,
        qmp: FileDescriptor, executable: FilePath = "/proc/self/exe"
    ) throws -> ProcessHandle {
        let output = try Files.openLog(log)
        return try output.closeAfter {
            try DetachedProcess.start(
                executable, arguments: [verb, lock.string, qemu.string] + arguments,
                environment: CommandRunner.cleanEnvironment, output: output, inherited: [projectLock, qmp])
        }
    }

    /// The launcher itself: never returns.
    ///
    /// - Parameter arguments: the lock's path, QEMU's path, QEMU's arguments.
    package static func main(_ arguments: [String]) -> Never {
        guard arguments.count >= 2 else { fail("usage: \(verb) LOCK QEMU ARGUMENTS…", code: 64) }
        umask(0o077)
        guard chdir("/") == 0, holos_set_no_new_privs() == 0 else {
            fail("cannot confine QEMU: \(String(cString: strerror(errno)))")
        }
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)

        // Not close-on-exec: the lock lasts as long as the descriptor. The project's lock (3) ends with the exec.
        let lock = open(arguments[0], O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { fail("cannot open `\(arguments[0])`: \(String(cString: strerror(errno)))") }
        do {
            guard try RecordLock.take(FileDescriptor(rawValue: lock)) else {
                fail("the instance's QEMU is already running", code: alreadyRunning)
            }
        } catch {
            fail(error.message)
        }
        guard holos_cloexec_from(3) == 0 else { fail("cannot close descriptors") }
        for kept in [lock, qmpDescriptor] { _ = fcntl(kept, F_SETFD, 0) }

        var argv = arguments.dropFirst().map { strdup($0) } + [nil]
        execv(arguments[1], &argv)
        fail("cannot run `\(arguments[1])`: \(String(cString: strerror(errno)))", code: 127)
    }

    private static func fail(_ message: String, code: Int32 = 126) -> Never {
        let line = "holos: \(message)\n"
        _ = line.withCString { write(2, $0, strlen($0)) }
        exit(code)
    }
}
