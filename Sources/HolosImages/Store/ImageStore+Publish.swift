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
    ///   - evidence: what its publisher said; nil where nobody did.
    @discardableResult
    func publish(
        _ file: FilePath, _ digest: FileDigest, header: DiskHeader, as record: ImageNameRecord,
        _ evidence: Evidence? = nil, at name: FilePath
    ) async throws -> ImageNameRecord {
        try Files.seal(file)
        while true {
            let saved = try await locked { () -> ImageNameRecord? in
                if try Files.facts(paths.disk(digest)) == nil {
                    try Files.rename(file, to: paths.disk(digest))
                    try Files.syncDirectory(paths.disks)
                    try save(digest, header)
                } else {
                    guard try unchanged(digest) != nil else { return nil }
                    try Files.remove(file)
                }
                return try save(record, evidence, at: name)
            }
            if let saved { return saved }
            // A disk of this digest that nobody vouches for: it is sound, or goes into quarantine.
            do {
                try await verify(digest)
            } catch is ImageStoreError {}
        }
    }

    /// A disk that is sound: its file is what it was when its content was last read, or has just been read.
    ///
    /// - Returns: what an instance's record says of its base.
    package func open(_ digest: FileDigest) async throws -> ImageFingerprint {
        while true {
            if let found = try unchanged(digest) { return found }
            try await verify(digest)
        }
    }

    /// Reads every byte of a disk and records that it is sound; a damaged one goes into quarantine.
    ///
    /// - Returns: the digest, and those by other algorithms that are wanted.
    @discardableResult
    package func verify(_ digest: FileDigest, also algorithms: Set<FileDigest.Algorithm> = []) async throws
        -> [FileDigest]
    {
        while true {
            // Without the lock: nobody has to wait for gigabytes.
            let (facts, digests) = try read(digest, algorithms)
            let isVerified = try await locked {
                guard let now = try Files.facts(paths.disk(digest)),
                    StoredFingerprint(now) == StoredFingerprint(facts)
                else { return false }
                guard digests.first == digest else { throw try quarantine(digest, found: digests.first) }
                let known = try record(digest)
                try save(digest, try LocalImage.header(of: paths.disk(digest), expected: known?.format))
                return true
            }
            if isVerified { return digests }
        }
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

    private func save(_ digest: FileDigest, _ header: DiskHeader) throws {
        guard let facts = try Files.facts(paths.disk(digest)) else { throw ImageStoreError.missing(digest, users: []) }
        try RecordFile.write(
            ImageRecord(
                digest: digest, format: header.format, virtualSize: header.virtualSize,
                fingerprint: StoredFingerprint(facts), added: try record(digest)?.added ?? Date()),
            to: paths.record(digest))
    }

    /// What the file is like, and its digests; none where it is no file that could have one.
    private func read(
        _ digest: FileDigest, _ algorithms: Set<FileDigest.Algorithm>
    ) throws -> (Files.Facts, [FileDigest]) {
        let disk = paths.disk(digest)
        guard let facts = try Files.facts(disk) else {
            throw ImageStoreError.missing(digest, users: try uses().users(of: digest))
        }
        guard facts.isRegular else { return (facts, []) }
        let file = try FileDescriptor.open(disk, .readOnly, options: [.closeOnExec, .noFollow, .nonBlocking])
        defer { try? file.close() }
        let opened = try Files.facts(file)
        var hasher = ContentHasher(algorithms)
        try Files.forEachPart(of: file) { hasher.update($0) }
        return (opened, [FileDigest.Algorithm.sha256, .sha512].compactMap { hasher.digest($0) })
    }

    /// Takes a disk's place away, so that nothing starts from it. For whoever has the lock.
    private func quarantine(_ digest: FileDigest, found: FileDigest?) throws -> ImageStoreError {
        try Files.makeDirectory(paths.quarantine)
        let place = paths.quarantine.appending("\(digest.hex).\(UInt64(Date().timeIntervalSince1970 * 1000))")
        try Files.rename(paths.disk(digest), to: place)
        try Files.remove(paths.record(digest))
        try Files.syncDirectory(paths.disks)
        return .damaged(digest, found: found, place: place, users: try uses().users(of: digest))
    }
}
