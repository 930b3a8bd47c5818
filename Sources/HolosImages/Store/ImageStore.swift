package import HolosModel
package import HolosState
internal import HolosSystem
package import SystemPackage

/// Images of the state directory: disks by their digest, which never change, and names that point to them.
package struct ImageStore: Sendable {
    package let state: StateStore

    package init(state: StateStore) { self.state = state }

    package var paths: ImagePaths { state.layout.images }

    /// A name or an address, and what it stands for.
    package struct Name: Sendable, Hashable {
        package let file: FilePath
        package let record: ImageNameRecord
    }

    /// Makes the store's folders.
    func prepare() throws {
        try state.prepare()
        for folder in [paths.disks, paths.names, paths.addresses, paths.downloads] { try Files.makeDirectory(folder) }
    }

    /// Runs the body with the store's lock, which everybody holds for moments only.
    func locked<Result>(_ body: () throws -> Result) async throws -> Result {
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    private func lock() async throws -> FileLock {
        try prepare()
        let lock = try await Deadline.run(within: .seconds(60)) {
            try await Deadline.poll(every: .milliseconds(10)) { try FileLock(tryLocking: paths.lock) }
        }
        guard let lock else { throw ImageStoreError.locked(holder: FileLock.holder(of: paths.lock)) }
        for folder in [paths.disks, paths.addresses] { try Files.sweepTemporaries(in: folder) }
        return lock
    }

    /// All names and addresses, sorted. Takes no lock.
    package func names() throws -> [Name] {
        var files: [FilePath] = []
        for folder in try Files.list(paths.names) ?? [] {
            for file in try Files.list(paths.names.appending(folder)) ?? [] {
                files.append(paths.names.appending(folder).appending(file))
            }
        }
        files += (try Files.list(paths.addresses) ?? []).map(paths.addresses.appending)
        return try files.filter { $0.extension == "json" && $0.lastComponent?.string.hasPrefix(".") == false }
            .compactMap(name)
            .sorted { ($0.record.reference, $0.file.string) < ($1.record.reference, $1.file.string) }
    }

    /// The name with this record; nil when it is not there.
    func name(at file: FilePath) throws -> Name? {
        try RecordFile.read(ImageNameRecord.self, schema: ImageNameRecord.schema, at: file).map {
            Name(file: file, record: $0)
        }
    }

    /// The digests of all disks, sorted.
    package func digests() throws -> [FileDigest] {
        Set((try Files.list(paths.disks) ?? []).compactMap(paths.digest(ofEntry:))).sorted { $0.hex < $1.hex }
    }

    /// The digest of the disk at a path; nil where that is not in the store.
    package func digest(ofDiskAt path: String) -> FileDigest? {
        // Records name a disk by the path that it has without links.
        let disks = (try? Files.canonical(paths.disks)) ?? paths.disks
        let path = FilePath(path)
        guard path.removingLastComponent() == disks, let name = path.lastComponent?.string else { return nil }
        return FileDigest(.sha256, hex: name)
    }

    /// What is known of a disk; nil when nothing is.
    package func record(_ digest: FileDigest) throws -> ImageRecord? {
        try RecordFile.read(ImageRecord.self, schema: ImageRecord.schema, at: paths.record(digest))
    }

    /// Records what a name means; the disk that it points to is in the store. For whoever has the lock.
    ///
    /// - Returns: the record with what the publisher said.
    @discardableResult
    func save(_ record: ImageNameRecord, _ evidence: Evidence?, at file: FilePath) throws -> ImageNameRecord {
        var record = record
        if let evidence { record.verification.proof = try keep(evidence) }
        try Files.makeDirectory(file.removingLastComponent())
        try RecordFile.write(record, to: file)
        return record
    }
}
