internal import HolosModel
internal import HolosQEMU
internal import HolosSystem
internal import SystemPackage

/// A file that is being received: hashed as it comes, unpacked where it is compressed, written below a download's folder.
final class ReceivedFile {
    /// What was received, complete.
    struct Result {
        /// The disk, unpacked; without a name in the store.
        let disk: FilePath
        /// SHA-256 of the disk.
        let digest: FileDigest
        /// Of the file as it was fetched: SHA-256, and what else was asked for.
        let digests: [FileDigest]
        /// The file as it was fetched.
        let file: FilePath
    }

    private let paths: DownloadPaths
    private let format: Unpacker.Format?
    private let file: FileDescriptor
    private var isOpen = true
    private var unpacked: FileDescriptor?
    private var unpacker: Unpacker?
    private let algorithms: Set<FileDigest.Algorithm>
    private var hasher: ContentHasher
    private var diskHasher = ContentHasher()
    /// Bytes unpacked.
    private var diskCount: Int64 = 0
    /// Bytes received, those of earlier attempts included.
    private(set) var count: Int64 = 0
    /// Bytes written to disk since the space was last looked at.
    private var unchecked = 0
    /// Bytes of the disk that the kernel was asked to write out.
    private var flushed: Int64 = 0
    private static let flushStep: Int64 = 16 << 20

    /// Goes on with what earlier attempts left, which is read again.
    init(
        _ paths: DownloadPaths, format: Unpacker.Format?, algorithms: Set<FileDigest.Algorithm>, resuming: Bool
    ) throws {
        self.paths = paths
        self.format = format
        self.algorithms = algorithms
        hasher = ContentHasher(algorithms)
        file = try Self.open(paths.part, truncating: !resuming)
        do {
            if let format {
                unpacker = try Unpacker(format)
                unpacked = try Self.open(paths.disk, truncating: true)
            }
            if resuming { try Files.forEachPart(of: file) { try digest($0) } }
            try file.seek(offset: count, from: .start)
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    /// Once: the number of a closed descriptor may be somebody else's by now.
    private func close() {
        guard isOpen else { return }
        isOpen = false
        try? file.close()
        try? unpacked?.close()
    }

    private static func open(_ path: FilePath, truncating: Bool) throws -> FileDescriptor {
        do {
            // A pull that was killed may have sealed it already.
            try Files.unseal(path)
            return try FileDescriptor.open(
                path, .readWrite,
                options: truncating
                    ? [.create, .closeOnExec, .noFollow, .truncate] : [.create, .closeOnExec, .noFollow],
                permissions: .ownerReadWrite)
        } catch let error as Errno {
            throw SystemError("cannot write `\(path)`", errno: error)
        }
    }

    /// Takes the next bytes.
    func take(_ bytes: UnsafeRawBufferPointer) throws {
        try write(bytes, to: file, paths.part)
        try digest(bytes)
        if unpacked == nil { flush(file, upTo: count) }
    }

    /// The disk is made durable before it gets a name: what is on its way already need not be waited for then.
    private func flush(_ file: FileDescriptor, upTo end: Int64) {
        guard end - flushed >= Self.flushStep else { return }
        Files.startWriting(file, from: flushed, count: end - flushed)
        flushed = end
    }

    /// Hashes and unpacks bytes that are in the file.
    private func digest(_ bytes: UnsafeRawBufferPointer) throws {
        hasher.update(bytes)
        count += Int64(bytes.count)
        guard let unpacked else { return }
        do {
            try unpacker?.feed(bytes) { try unpack($0, to: unpacked) }
        } catch let error as Unpacker.Damaged {
            throw DownloadError.notUnpacked(paths.origin, format: error.format.rawValue, reason: error.reason)
        }
    }

    private func unpack(_ bytes: UnsafeRawBufferPointer, to unpacked: FileDescriptor) throws {
        try write(bytes, to: unpacked, paths.disk)
        diskHasher.update(bytes)
        diskCount += Int64(bytes.count)
        flush(unpacked, upTo: diskCount)
    }

    /// A small file can unpack to more than there is room for: 64 MiB stay free.
    private func write(_ bytes: UnsafeRawBufferPointer, to file: FileDescriptor, _ path: FilePath) throws {
        unchecked += bytes.count
        if unchecked >= 64 << 20 {
            unchecked = 0
            let free = try Files.freeSpace(paths.folder)
            guard free > 64 << 20 else { throw DownloadError.full(paths.folder, free: free, needed: nil) }
        }
        do {
            try file.writeAll(bytes)
        } catch {
            if error as? Errno == .noSpace { throw DownloadError.full(paths.folder, free: 0, needed: nil) }
            throw SystemError("cannot write `\(path)`", errno: error as? Errno ?? .ioError)
        }
    }

    /// Ends the file, and tells what it is.
    func finish() throws -> Result {
        if let unpacked {
            do {
                try unpacker?.finish { try unpack($0, to: unpacked) }
            } catch let error as Unpacker.Damaged {
                throw DownloadError.notUnpacked(paths.origin, format: error.format.rawValue, reason: error.reason)
            }
        }
        close()
        let digests = algorithms.union([.sha256]).sorted { $0.rawValue < $1.rawValue }.compactMap(hasher.digest)
        guard let digest = format == nil ? digests.first : diskHasher.digest(.sha256) else {
            preconditionFailure("SHA-256 is always made")
        }
        return Result(
            disk: format == nil ? paths.part : paths.disk, digest: digest, digests: digests, file: paths.part)
    }
}

/// The files of one download, in its folder of the store.
struct DownloadPaths: Sendable {
    let folder: FilePath
    /// Where it comes from, for messages.
    let origin: String

    /// What was received so far.
    var part: FilePath { folder.appending("part") }
    /// What it unpacks to, where it is compressed.
    var disk: FilePath { folder.appending("disk") }
    /// What is known of the file on the server, for going on later.
    var record: FilePath { folder.appending("download.json") }
    var lock: FilePath { folder.appending("lock") }

    /// What may be there beside the lock.
    var all: [FilePath] {
        [part, disk, record] + ["signature", "clearsigned", "content", "keyring.gpg", "manifest"].map(folder.appending)
    }
}
