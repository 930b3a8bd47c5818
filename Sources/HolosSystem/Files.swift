internal import CHolosLinux
internal import Glibc
package import SystemPackage

/// Typed file operations: what the Swift libraries lack, and what must not be forgotten (close-on-exec, fsync, limits).
package enum Files {
    /// Facts of one file, from `fstat(2)`.
    package struct Facts: Hashable, Sendable {
        package let device: UInt64
        package let inode: UInt64
        package let size: Int64
        package let mode: UInt32
        package let owner: UInt32
        /// Nanoseconds since the epoch.
        package let modified: Int64

        package var isRegular: Bool { mode & S_IFMT == S_IFREG }
        package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }

        init(_ stat: stat) {
            device = UInt64(stat.st_dev)
            inode = UInt64(stat.st_ino)
            size = Int64(stat.st_size)
            mode = UInt32(stat.st_mode)
            owner = UInt32(stat.st_uid)
            modified = Int64(stat.st_mtim.tv_sec) * 1_000_000_000 + Int64(stat.st_mtim.tv_nsec)
        }
    }

    /// Facts of what the path names, following links; nil when there is nothing.
    package static func facts(_ path: FilePath) throws(SystemError) -> Facts? {
        var result = stat()
        guard path.withPlatformString({ stat($0, &result) }) == 0 else {
            let error = currentErrno
            if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
            throw SystemError("cannot look at `\(path)`", errno: error)
        }
        return Facts(result)
    }

    /// Whether the path names something, following links; false also where that cannot be told.
    package static func exists(_ path: FilePath) -> Bool { (try? facts(path)) != nil }

    /// The whole content of a regular file. A FIFO, device or directory is refused without blocking on it.
    ///
    /// - Parameter limit: the most bytes that are accepted; a larger file is an error, and is not read.
    package static func read(_ path: FilePath, limit: Int) throws(SystemError) -> [UInt8] {
        let action = "cannot read `\(path)`"
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            defer { try? file.close() }
            var status = stat()
            guard fstat(file.rawValue, &status) == 0 else { throw currentErrno }
            let facts = Facts(status)
            guard facts.isRegular else {
                throw SystemError(action, reason: facts.isDirectory ? "it is a directory" : "it is not a regular file")
            }
            // Files of /proc have no size: read up to the limit and one byte more instead of trusting it.
            var bytes = [UInt8]()
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while bytes.count <= limit {
                let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { return bytes }
                bytes.append(contentsOf: buffer[..<count])
            }
            throw SystemError(action, reason: "it is larger than \(limit) bytes")
        } catch let error as SystemError {
            throw error
        } catch let error as Errno {
            throw SystemError(action, errno: error)
        } catch {
            throw SystemError(action, reason: "\(error)")
        }
    }

    /// The error of the last failed system call of this thread.
    package static var currentErrno: Errno { Errno(rawValue: Glibc.errno) }
}
