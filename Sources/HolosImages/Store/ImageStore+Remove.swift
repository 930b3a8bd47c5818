package import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension ImageStore {
    /// What a removal took away.
    package struct Removal: Sendable, Hashable, Codable {
        /// Names and addresses.
        package var names: [String] = []
        package var disks: [FileDigest] = []
        /// Broken-off downloads and quarantined disks, by their place.
        package var remains: [String] = []
        /// Bytes.
        package var freed = ByteSize(bytes: 0)

        package init() {}
    }

    /// The names that a text means: a reference for one architecture, or `sha256:` with the first digits of a digest.
    package func find(_ text: String, architecture: Architecture) throws -> (names: [Name], digest: FileDigest) {
        let all = try names()
        if text.hasPrefix("sha256:") {
            let digits = text.dropFirst(7).lowercased()
            let found = try digests().filter { $0.hex.hasPrefix(digits) }
            guard digits.utf8.count >= 6, let digest = found.first else { throw ImageStoreError.notHere(text) }
            guard found.count == 1 else { throw ImageStoreError.ambiguous(text, found) }
            return (all.filter { $0.record.digest == digest }, digest)
        }
        let wanted = text.contains(":") ? text : "\(text):"
        let names = all.filter {
            ($0.record.reference == text || (!text.contains(":") && $0.record.reference.hasPrefix(wanted)))
                && $0.record.architecture == architecture
        }
        guard let name = names.first else { throw ImageStoreError.notHere(text) }
        guard names.count == 1 else { throw ImageStoreError.severalTags(text, names.map(\.record.reference)) }
        return (names, name.record.digest)
    }

    /// Removes a name, and the disk when no other name points to it. Refused while an instance's disk stands on it.
    package func remove(_ text: String, architecture: Architecture) async throws -> Removal {
        try await locked { try removing(text, architecture) }
    }

    private func removing(_ text: String, _ architecture: Architecture) throws -> Removal {
        let (names, digest) = try find(text, architecture: architecture)
        let others = try self.names().contains { $0.record.digest == digest && !names.contains($0) }
        var removal = Removal()
        if !others {
            let uses = try uses()
            guard uses.users(of: digest).isEmpty else {
                throw ImageStoreError.inUse(text, users: uses.users(of: digest))
            }
            guard uses.unknown.isEmpty else { throw ImageStoreError.unknownUses(uses.unknown) }
        }
        for name in names { try removeName(name, &removal) }
        if !others { try removeDisk(digest, &removal) }
        return removal
    }

    /// Removes what nothing needs: disks that no name points to and no instance's disk stands on, quarantined disks,
    /// downloads that broke off, and what was kept of images that are gone.
    ///
    /// - Parameters:
    ///   - all: also disks with names, and those names, if no instance's disk stands on them.
    ///   - dryRun: only tell.
    package func prune(all: Bool, dryRun: Bool) async throws -> Removal {
        try await locked { try pruning(all, dryRun) }
    }

    private func pruning(_ all: Bool, _ dryRun: Bool) throws -> Removal {
        let uses = try uses()
        let names = try names()
        var removal = Removal()
        // Without knowing all uses no disk is touched; the rest is nobody's base.
        if uses.unknown.isEmpty {
            for digest in try digests() where uses.users(of: digest).isEmpty {
                let own = names.filter { $0.record.digest == digest }
                guard own.isEmpty || all else { continue }
                for name in own { try removeName(name, &removal, dryRun) }
                try removeDisk(digest, &removal, dryRun)
            }
        }
        for entry in try Files.list(paths.quarantine) ?? [] {
            try removeRemains(paths.quarantine.appending(entry), &removal, dryRun)
        }
        for entry in try Files.list(paths.downloads) ?? [] {
            let folder = paths.downloads.appending(entry)
            // Somebody downloads where the lock is taken.
            guard let lock = try FileLock(tryLocking: folder.appending("lock")) else { continue }
            try removeRemains(folder, &removal, dryRun)
            withExtendedLifetime(lock) {}
        }
        let kept = Set(try self.names().compactMap { $0.record.verification.proof?.key })
        for entry in try Files.list(paths.proofs) ?? [] where !kept.contains(entry) {
            try removeRemains(paths.proofs.appending(entry), &removal, dryRun)
        }
        for entry in try Files.list(paths.files) ?? [] where !uses.files.contains(entry) && !isCurrent(entry) {
            try removeRemains(paths.files.appending(entry), &removal, dryRun)
        }
        if !uses.unknown.isEmpty, removal.remains.isEmpty { throw ImageStoreError.unknownUses(uses.unknown) }
        return removal
    }

    /// Whether a digest of a local image is still that of the file.
    private func isCurrent(_ entry: String) -> Bool {
        let record = try? RecordFile.read(
            LocalImageRecord.self, schema: LocalImageRecord.schema, at: paths.files.appending(entry))
        guard let record, let facts = try? Files.facts(FilePath(record.path)) else { return false }
        return StoredFingerprint(facts) == record.fingerprint
    }

    private func removeName(_ name: Name, _ removal: inout Removal, _ dryRun: Bool = false) throws {
        removal.names.append(name.record.reference)
        guard !dryRun else { return }
        try Files.remove(name.file)
        try Files.syncDirectory(name.file.removingLastComponent())
    }

    /// The disk first: a record alone is no image.
    private func removeDisk(_ digest: FileDigest, _ removal: inout Removal, _ dryRun: Bool = false) throws {
        removal.disks.append(digest)
        add(try Files.facts(paths.disk(digest))?.size ?? 0, to: &removal)
        guard !dryRun else { return }
        try Files.remove(paths.disk(digest))
        try Files.remove(paths.record(digest))
        try Files.syncDirectory(paths.disks)
    }

    private func removeRemains(_ path: FilePath, _ removal: inout Removal, _ dryRun: Bool) throws {
        removal.remains.append(path.string)
        let facts = try Files.facts(path)
        if facts?.isDirectory == true {
            for name in try Files.list(path) ?? [] {
                add(try Files.facts(path.appending(name))?.size ?? 0, to: &removal)
            }
        } else {
            add(facts?.size ?? 0, to: &removal)
        }
        if !dryRun { try Files.removeTree(path) }
    }

    private func add(_ bytes: Int64, to removal: inout Removal) {
        removal.freed = ByteSize(bytes: removal.freed.bytes + bytes)
    }
}
