internal import Glibc
package import SystemPackage

/// An exclusive `flock(2)`, held as long as this object or a process that inherited its descriptor lives.
///
/// The kernel frees it with the last descriptor, so no crash leaves a stale lock.
package final class FileLock: Sendable {
    package let path: FilePath
    /// For a child that shall hold the lock too.
    package let descriptor: FileDescriptor

    /// Takes the lock if nobody has it; nil when somebody does. The file is made when missing, mode 0600.
    package init?(tryLocking path: FilePath) throws(SystemError) {
        do {
            descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec, .noFollow], permissions: .ownerReadWrite)
        } catch {
            throw SystemError("cannot open the lock `\(path)`", errno: error as? Errno ?? .ioError)
        }
        self.path = path
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let error = currentErrno
            guard error == .wouldBlock else { throw SystemError("cannot lock `\(path)`", errno: error) }
            return nil
        }
    }

    deinit { try? descriptor.close() }

    /// Whether the file that was locked is still what the path names: whoever removes a lock file under its own lock
    /// leaves those that waited with a lock on nothing.
    package var isCurrent: Bool {
        guard let now = (try? Files.facts(path)) ?? nil, let mine = try? Files.facts(descriptor) else { return false }
        return now.inode == mine.inode && now.device == mine.device
    }

    /// The process that took the lock, as the kernel lists it (`/proc/locks`, proc(5)); nil when nobody did, or when
    /// it cannot be told.
    package static func holder(of path: FilePath) -> ProcessID? {
        guard let facts = (try? Files.facts(path)) ?? nil, let table = try? Files.text("/proc/locks", limit: 16 << 20),
            let name = try? Files.canonical(path)
        else { return nil }
        for line in table.split(separator: "\n") {
            // 1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[1] == "FLOCK", fields[5].split(separator: ":").last == "\(facts.inode)",
                let pid = Int32(fields[4]), pid > 0, mayHold(pid, name)
            else { continue }
            return ProcessID(pid)
        }
        return nil
    }

    /// Whether the process has the file open, as far as this user may know: another file system can have a file of the
    /// same number.
    private static func mayHold(_ pid: Int32, _ path: FilePath) -> Bool {
        let folder = FilePath("/proc/\(pid)/fd")
        guard let descriptors = try? Files.list(folder) else { return true }
        return descriptors.contains { Files.readLink(folder.appending($0)) == path }
    }

    /// Returns when the process that took the lock has ended, or the time is up. Throws only `CancellationError`.
    package static func waitForHolder(of path: FilePath, within limit: Duration) async throws {
        // One that has ended and waits for its parent has no start time; a child of it may still hold the lock.
        guard let holder = holder(of: path), holder.startTime != nil, let process = try? ProcessHandle(holder) else {
            try await Task.sleep(for: limit)
            return
        }
        _ = try await Deadline.run(within: limit) { try await process.waitForExit() }
    }
}
