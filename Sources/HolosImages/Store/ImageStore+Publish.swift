internal import FoundationEssentials
package import HolosModel
internal import HolosQEMU
package import HolosState
internal import HolosSystem
internal import SystemPackage

extension ImageStore {
    /// Gives a complete and verified file its place by its digest, and the name that points to it. Whoever is killed in
    /// between leaves a disk that no name points to, which `prune` removes and the next pull takes.
    ///
    /// - Parameters:
    ///   - file: on the file system of the store; it is moved away.
    ///   - name: where the name's record is.
    func publish(
        _ file: FilePath, _ digest: FileDigest, header: DiskHeader, as record: ImageNameRecord, at name: FilePath
    ) async throws {
        try Files.seal(file)
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
        let disk = paths.disk(digest)
        if try Files.facts(disk) == nil {
            try Files.rename(file, to: disk)
            try Files.syncDirectory(paths.disks)
            try save(digest, header)
        } else {
            do {
                _ = try check(digest, header)
                try Files.remove(file)
            } catch is ImageStoreError {
                // What was there is in quarantine now.
                try Files.rename(file, to: disk)
                try Files.syncDirectory(paths.disks)
                try save(digest, header)
            }
        }
        try save(record, at: name)
    }

    private func save(_ digest: FileDigest, _ header: DiskHeader) throws {
        guard let facts = try Files.facts(paths.disk(digest)) else { throw ImageStoreError.missing(digest, users: []) }
        try RecordFile.write(
            ImageRecord(
                digest: digest, format: header.format, virtualSize: header.virtualSize,
                fingerprint: StoredFingerprint(facts), added: Date()), to: paths.record(digest))
    }

    /// A disk that is sound: its file is what it was when its content was last read, or has just been read.
    ///
    /// - Returns: what an instance's record says of its base.
    package func open(_ digest: FileDigest) async throws -> ImageFingerprint {
        if let found = try unchanged(digest) { return found }
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
        return try check(digest, nil)
    }

    /// nil where there is any doubt.
    private func unchanged(_ digest: FileDigest) throws -> ImageFingerprint? {
        guard let record = try record(digest), let facts = try Files.facts(paths.disk(digest)), facts.isRegular,
            StoredFingerprint(facts) == record.fingerprint
        else { return nil }
        return ImageFingerprint(
            path: try Files.canonical(paths.disk(digest)).string, format: record.format, facts: facts,
            virtualSize: record.virtualSize)
    }

    /// As `open`, for whoever has the store's lock.
    ///
    /// - Parameter header: of the same content, where it is known; else it is read.
    private func check(_ digest: FileDigest, _ header: DiskHeader?) throws -> ImageFingerprint {
        if let found = try unchanged(digest) { return found }
        try read(digest)
        let disk = paths.disk(digest)
        let known = try record(digest)
        let found = try header ?? LocalImage.header(of: disk, expected: known?.format)
        try save(digest, found)
        guard let result = try unchanged(digest) else { throw ImageStoreError.missing(digest, users: []) }
        return result
    }

    /// Reads every byte of a disk and records that it is sound; a damaged one goes into quarantine.
    ///
    /// - Returns: the digest by another algorithm, where one is wanted.
    package func verify(
        _ digest: FileDigest, also algorithms: Set<FileDigest.Algorithm> = []
    ) async throws -> [FileDigest] {
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
        let digests = try read(digest, also: algorithms)
        let known = try record(digest)
        try save(digest, try LocalImage.header(of: paths.disk(digest), expected: known?.format))
        return digests
    }

    @discardableResult
    private func read(
        _ digest: FileDigest, also algorithms: Set<FileDigest.Algorithm> = []
    ) throws -> [FileDigest] {
        let disk = paths.disk(digest)
        guard let facts = try Files.facts(disk) else {
            throw ImageStoreError.missing(digest, users: try uses().users(of: digest))
        }
        guard facts.isRegular else {
            throw try quarantine(digest, found: nil)
        }
        let file = try FileDescriptor.open(disk, .readOnly, options: [.closeOnExec, .noFollow])
        defer { try? file.close() }
        var hasher = ContentHasher(algorithms)
        try Files.forEachPart(of: file) { hasher.update($0) }
        guard let found = hasher.digest(.sha256), found == digest else {
            throw try quarantine(digest, found: hasher.digest(.sha256))
        }
        return [found] + algorithms.compactMap { $0 == .sha256 ? nil : hasher.digest($0) }
    }

    /// Takes a disk's place away, so that nothing starts from it.
    private func quarantine(_ digest: FileDigest, found: FileDigest?) throws -> ImageStoreError {
        try Files.makeDirectory(paths.quarantine)
        let place = paths.quarantine.appending("\(digest.hex).\(UInt64(Date().timeIntervalSince1970 * 1000))")
        try Files.rename(paths.disk(digest), to: place)
        try Files.remove(paths.record(digest))
        try Files.syncDirectory(paths.disks)
        return .damaged(digest, found: found, place: place, users: try uses().users(of: digest))
    }
}
