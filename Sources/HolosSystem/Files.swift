internal import CHolosLinux
internal import Glibc
internal import Synchronization
package import SystemPackage

/// Typed file operations: what the Swift libraries lack, and what must not be forgotten (close-on-exec, fsync, limits).
package enum Files {
    /// Facts of one file, from `stat(2)`.
    package struct Facts: Hashable, Sendable {
        package let device: UInt64
        package let inode: UInt64
        package let size: Int64
        /// What it takes of its file system, bytes.
        package let allocated: Int64
        package let mode: UInt32
        package let owner: UInt32
        /// Nanoseconds since the epoch.
        package let modified: Int64
        /// When the inode was last changed, nanoseconds since the epoch; nobody can set it.
        package let changed: Int64

        package var isRegular: Bool { mode & S_IFMT == S_IFREG }
        package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }

        init(_ stat: stat) {
            device = UInt64(stat.st_dev)
            inode = UInt64(stat.st_ino)
            size = Int64(stat.st_size)
            allocated = Int64(stat.st_blocks) * 512
            mode = UInt32(stat.st_mode)
            owner = UInt32(stat.st_uid)
            modified = Int64(stat.st_mtim.tv_sec) * 1_000_000_000 + Int64(stat.st_mtim.tv_nsec)
            changed = Int64(stat.st_ctim.tv_sec) * 1_000_000_000 + Int64(stat.st_ctim.tv_nsec)
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

    /// Facts of an open file.
    package static func facts(_ file: FileDescriptor) throws(SystemError) -> Facts {
        var result = stat()
        guard fstat(file.rawValue, &result) == 0 else {
            throw SystemError("cannot look at an open file", errno: currentErrno)
        }
        return Facts(result)
    }

    /// Whether the path names something, following links; false also where that cannot be told.
    package static func exists(_ path: FilePath) -> Bool { ((try? facts(path)) ?? nil) != nil }

    /// Whether the path names a regular file that this process may execute.
    package static func isExecutable(_ path: FilePath) -> Bool {
        path.withPlatformString { access($0, X_OK) } == 0 && ((try? facts(path)) ?? nil)?.isRegular == true
    }

    /// What a symbolic link names, as it stands; nil when the path is no link.
    package static func readLink(_ path: FilePath) -> FilePath? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = path.withPlatformString { readlink($0, &buffer, buffer.count - 1) }
        guard count >= 0 else { return nil }
        return FilePath(String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// The path with every link followed, absolute (realpath(3)).
    package static func canonical(_ path: FilePath) throws(SystemError) -> FilePath {
        guard let result = path.withPlatformString({ realpath($0, nil) }) else {
            throw SystemError("cannot open `\(path)`", errno: currentErrno)
        }
        defer { free(result) }
        return FilePath(String(cString: result))
    }

    /// The names in a directory, sorted, without `.` and `..`; nil when there is no such directory.
    package static func list(_ directory: FilePath) throws(SystemError) -> [String]? {
        guard let stream = directory.withPlatformString({ opendir($0) }) else {
            let error = currentErrno
            if error == .noSuchFileOrDirectory { return nil }
            throw SystemError("cannot list `\(directory)`", errno: error)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The whole content of a regular file. A FIFO, device or directory is refused without blocking on it.
    ///
    /// - Parameter limit: the most bytes that are accepted; a larger file is an error, and is not read further.
    package static func read(_ path: FilePath, limit: Int) throws(SystemError) -> [UInt8] {
        let action = "cannot read `\(path)`"
        return try describing(action) {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            defer { try? file.close() }
            let facts = try facts(file)
            guard facts.isRegular else {
                throw SystemError(action, reason: facts.isDirectory ? "it is a directory" : "it is not a regular file")
            }
            // Files of /proc have no size: read up to the limit and one byte more instead of trusting it.
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: min(max(Int(facts.size) + 1, 4 << 10), 256 << 10))
            while bytes.count <= limit {
                let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { return bytes }
                bytes.append(contentsOf: buffer[..<count])
            }
            throw SystemError(action, reason: "it is larger than \(limit) bytes")
        }
    }

    /// The text of a file, invalid UTF-8 repaired; see `read(_:limit:)`.
    package static func text(_ path: FilePath, limit: Int = 1 << 20) throws(SystemError) -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    /// Up to `count` bytes from `offset` on; fewer at the end of the file.
    package static func read(_ file: FileDescriptor, at offset: Int64, count: Int) throws(SystemError) -> [UInt8] {
        try describing("cannot read an open file") {
            var bytes = [UInt8](repeating: 0, count: count)
            var done = 0
            while done < count {
                let more = try bytes.withUnsafeMutableBytes {
                    try file.read(
                        fromAbsoluteOffset: offset + Int64(done),
                        into: UnsafeMutableRawBufferPointer(rebasing: $0[done...]))
                }
                if more == 0 { break }
                done += more
            }
            return Array(bytes[..<done])
        }
    }

    /// Replaces a file so that any reader, and any crash, sees the old or the new content and nothing between:
    /// temporary file in the same directory, fsync, rename, fsync of the directory. Mode 0600.
    package static func writeAtomically(_ content: some Sequence<UInt8>, to path: FilePath) throws(SystemError) {
        try prepare(content, for: path).replace()
        try syncDirectory(path.removingLastComponent())
    }

    /// The first half of `writeAtomically`: the new content is durable, and not yet in its place.
    package static func prepare(
        _ content: some Sequence<UInt8>, for path: FilePath
    ) throws(SystemError) -> PreparedFile {
        let prepared = PreparedFile(
            temporary: path.removingLastComponent().appending(temporaryName(for: path)), path: path)
        return try describing("cannot write `\(path)`") {
            do {
                let file = try FileDescriptor.open(
                    prepared.temporary, .writeOnly, options: [.create, .truncate, .closeOnExec, .noFollow],
                    permissions: .ownerReadWrite)
                try file.closeAfter {
                    try file.writeAll(content)
                    try fsync(file)
                }
            } catch {
                prepared.discard()
                throw error
            }
            return prepared
        }
    }

    /// Writes a file that needs no protection against a crash, mode 0600.
    package static func write(_ content: some Sequence<UInt8>, to path: FilePath) throws(SystemError) {
        try describing("cannot write `\(path)`") {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec, .noFollow], permissions: .ownerReadWrite)
            _ = try file.closeAfter { try file.writeAll(content) }
        }
    }

    /// Makes a file that another program wrote durable.
    package static func sync(_ path: FilePath) throws(SystemError) {
        try describing("cannot write `\(path)`") {
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            try file.closeAfter { try fsync(file) }
        }
    }

    /// The name `writeAtomically` uses before the rename: hidden, recognisable for whoever sweeps after a crash, and
    /// another one for each write, so that two tasks may write the same file.
    private static func temporaryName(for path: FilePath) -> String {
        let count = writes.wrappingAdd(1, ordering: .relaxed).newValue
        return ".\(path.lastComponent?.string ?? "file").\(getpid()).\(count).tmp"
    }

    private static let writes = Atomic(0)

    /// Removes what a killed process left of `writeAtomically` in this directory. Only for whoever holds its lock.
    package static func sweepTemporaries(in directory: FilePath) throws(SystemError) {
        for name in try list(directory) ?? [] where name.hasPrefix(".") && name.hasSuffix(".tmp") {
            try remove(directory.appending(name))
        }
    }

    /// Opens a log to append to, made with mode 0600 when missing.
    package static func openLog(_ path: FilePath) throws(SystemError) -> FileDescriptor {
        try describing("cannot open `\(path)`") {
            try FileDescriptor.open(
                path, .writeOnly, options: [.create, .append, .closeOnExec, .noFollow], permissions: .ownerReadWrite)
        }
    }

    /// Changes the mode of what the path names.
    ///
    /// - Parameter mode: permissions and special bits, 0…0o7777.
    package static func setMode(_ mode: UInt32, of path: FilePath) throws(SystemError) {
        guard path.withPlatformString({ chmod($0, mode) }) == 0 else {
            throw SystemError("cannot change the mode of `\(path)`", errno: currentErrno)
        }
    }

    /// Makes the directory and its missing parents, mode 0700.
    package static func makeDirectory(_ path: FilePath) throws(SystemError) {
        guard path.withPlatformString({ mkdir($0, 0o700) }) != 0 else { return }
        let error = currentErrno
        if error == .fileExists {
            let found = try facts(path)
            // Somebody removed it between the two questions; a link to nothing stays one.
            if found == nil, readLink(path) == nil { return try makeDirectory(path) }
            guard found?.isDirectory == true else {
                throw SystemError("cannot make the directory `\(path)`", errno: .notDirectory)
            }
            return
        }
        guard error == .noSuchFileOrDirectory, !path.removingLastComponent().isEmpty else {
            throw SystemError("cannot make the directory `\(path)`", errno: error)
        }
        try makeDirectory(path.removingLastComponent())
        guard path.withPlatformString({ mkdir($0, 0o700) }) == 0 || currentErrno == .fileExists else {
            throw SystemError("cannot make the directory `\(path)`", errno: currentErrno)
        }
    }

    /// Renames within one file system, replacing what the new name stood for.
    package static func rename(_ old: FilePath, to new: FilePath) throws(SystemError) {
        let result = old.withPlatformString { old in new.withPlatformString { Glibc.rename(old, $0) } }
        guard result == 0 else { throw SystemError("cannot rename `\(old)` to `\(new)`", errno: currentErrno) }
    }

    /// Exchanges two names in one step, so that each stands for what the other one stood for; false where the file system
    /// cannot do that.
    package static func exchange(_ one: FilePath, with other: FilePath) throws(SystemError) -> Bool {
        let result = one.withPlatformString { one in other.withPlatformString { holos_exchange(one, $0) } }
        guard result != 0 else { return true }
        let error = currentErrno
        guard error == .invalidArgument || error == .noFunction else {
            throw SystemError("cannot exchange `\(one)` and `\(other)`", errno: error)
        }
        return false
    }

    /// What the files of a directory take of their file system, bytes.
    package static func allocated(below directory: FilePath) throws(SystemError) -> Int64 {
        var sum: Int64 = 0
        for name in try list(directory) ?? [] {
            let path = directory.appending(name)
            guard readLink(path) == nil, let facts = try facts(path) else { continue }
            sum += facts.isDirectory ? try allocated(below: path) : facts.allocated
        }
        return sum
    }

    /// Removes one file or link; nothing happens when it is not there.
    package static func remove(_ path: FilePath) throws(SystemError) {
        guard path.withPlatformString({ unlink($0) }) == 0 || currentErrno == .noSuchFileOrDirectory else {
            throw SystemError("cannot remove `\(path)`", errno: currentErrno)
        }
    }

    /// Removes a directory with all that is in it, never following a link out of it.
    package static func removeTree(_ path: FilePath) throws(SystemError) {
        var status = stat()
        guard path.withPlatformString({ lstat($0, &status) }) == 0 else {
            if currentErrno == .noSuchFileOrDirectory { return }
            throw SystemError("cannot remove `\(path)`", errno: currentErrno)
        }
        guard Facts(status).isDirectory else {
            try remove(path)
            return
        }
        for name in try list(path) ?? [] { try removeTree(path.appending(name)) }
        guard path.withPlatformString({ rmdir($0) }) == 0 || currentErrno == .noSuchFileOrDirectory else {
            throw SystemError("cannot remove `\(path)`", errno: currentErrno)
        }
    }

    /// Copies a file's content into a new file of mode 0600, replacing `target` only when all is written.
    package static func copy(_ source: FilePath, to target: FilePath, limit: Int) throws(SystemError) {
        try writeAtomically(try read(source, limit: limit), to: target)
    }

    /// Makes renames and removals in the directory durable.
    package static func syncDirectory(_ path: FilePath) throws(SystemError) {
        try describing("cannot write the directory `\(path)`") {
            let directory = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .directory])
            try directory.closeAfter { try fsync(directory) }
        }
    }

    /// Bytes that an unprivileged process may still write to the file system of the path.
    package static func freeSpace(_ path: FilePath) throws(SystemError) -> Int64 {
        var facts = statvfs()
        guard path.withPlatformString({ statvfs($0, &facts) }) == 0 else {
            throw SystemError("cannot look at the file system of `\(path)`", errno: currentErrno)
        }
        return Int64(facts.f_bavail) * Int64(facts.f_frsize)
    }

    private static func fsync(_ file: FileDescriptor) throws(Errno) {
        guard Glibc.fsync(file.rawValue) == 0 else { throw currentErrno }
    }

    /// Runs calls of swift-system, which throw bare `Errno`s, and says what was tried.
    private static func describing<T>(_ action: String, _ body: () throws -> T) throws(SystemError) -> T {
        do {
            return try body()
        } catch let error as SystemError {
            throw error
        } catch let error as Errno {
            throw SystemError(action, errno: error)
        } catch {
            throw SystemError(action, reason: "\(error)")
        }
    }
}

/// The error of the last failed system call of this thread.
var currentErrno: Errno { Errno(rawValue: Glibc.errno) }
