internal import CHolosLinux
internal import Glibc
package import SystemPackage

/// A POSIX record lock on a whole file (fcntl(2), F_SETLK): it belongs to one process, survives exec, ends with the
/// process, and the kernel tells who holds it. holos marks each QEMU with one.
package enum RecordLock {
    /// Locks the open file for this process; false when another process has it. Closing *any* descriptor of the file
    /// in this process gives the lock up.
    package static func take(_ file: FileDescriptor) throws(SystemError) -> Bool {
        var request = wholeFile()
        guard fcntl(file.rawValue, F_SETLK, &request) == 0 else {
            let error = currentErrno
            if error == .wouldBlock || error == .permissionDenied { return false }
            throw SystemError("cannot lock an open file", errno: error)
        }
        return true
    }

    /// The process that holds the lock; nil when nobody does or there is no such file.
    package static func holder(of path: FilePath) throws(SystemError) -> ProcessID? {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow])
        } catch {
            if error as? Errno == .noSuchFileOrDirectory { return nil }
            throw SystemError("cannot open `\(path)`", errno: error as? Errno ?? .ioError)
        }
        defer { try? file.close() }
        var request = wholeFile()
        guard fcntl(file.rawValue, F_GETLK, &request) == 0 else {
            throw SystemError("cannot ask for the lock of `\(path)`", errno: currentErrno)
        }
        return request.l_type == F_UNLCK ? nil : ProcessID(request.l_pid)
    }

    private static func wholeFile() -> Glibc.flock {
        var request = Glibc.flock()
        request.l_type = Int16(F_WRLCK)
        request.l_whence = Int16(SEEK_SET)
        return request
    }
}
