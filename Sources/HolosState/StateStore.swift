package import HolosModel
package import HolosSystem
internal import SystemPackage

/// The state directory: made and checked on first use, then the way to each project's records.
package struct StateStore: Sendable {
    package let layout: Layout

    package init(layout: Layout) { self.layout = layout }

    private struct Version: Codable { var schema = 1 }

    /// Makes the directory if it is missing; refuses one that others can write, that belongs to someone else, or that
    /// a newer holos has made.
    package func prepare() throws {
        do {
            try Files.makeDirectory(layout.root)
        } catch {
            throw StateError.unusable(root: layout.root, reason: error.message)
        }
        try check()
        if try RecordFile.read(Version.self, schema: 1, at: layout.version) == nil {
            do {
                try RecordFile.write(Version(), to: layout.version)
            } catch let error as SystemError {
                throw StateError.unusable(root: layout.root, reason: error.message)
            }
        }
    }

    private func check() throws {
        guard let facts = try Files.facts(layout.root) else { return }
        guard facts.isDirectory else { throw StateError.unusable(root: layout.root, reason: "it is not a directory") }
        guard facts.owner == User.effective else {
            throw StateError.unusable(root: layout.root, reason: "it belongs to another user (uid \(facts.owner))")
        }
        guard facts.mode & 0o022 == 0 else {
            throw StateError.unusable(
                root: layout.root, reason: "others may write to it (mode \(String(facts.mode & 0o7777, radix: 8)))")
        }
    }

    /// The projects that have a record or a folder, sorted. Takes no lock.
    package func projects() throws -> [ProjectName] {
        try (Files.list(layout.projects) ?? []).compactMap { ProjectName($0) }
    }

    /// The project's records, for reading: no lock, so a write may be under way elsewhere, but each record is whole.
    package func project(_ name: ProjectName) throws -> ProjectStore {
        guard try Files.facts(layout.project(name).directory) != nil else {
            throw StateError.noSuchProject(name, known: try projects())
        }
        return ProjectStore(paths: layout.project(name))
    }

    /// Takes the project's lock, waiting for at most `timeout`; `onWait` is told once when it has to wait.
    ///
    /// - Parameter create: make the project's folder when missing; otherwise a missing project is an error.
    package func lock(
        _ name: ProjectName, create: Bool, timeout: Duration, onWait: @Sendable (StateError) -> Void = { _ in }
    ) async throws -> LockedProject {
        try prepare()
        let paths = layout.project(name)
        let start = ContinuousClock.now
        // The end of the holder is an event. That it let go before has none, so it is asked for, less and less often.
        var pause = Duration.milliseconds(20)
        while true {
            if let lock = try attempt(paths, create: create) {
                let project = LockedProject(store: ProjectStore(paths: paths), lock: lock)
                try project.sweep()
                return project
            }
            let waited = start.duration(to: .now)
            let holder = FileLock.holder(of: paths.lock)
            let error = StateError.locked(
                project: name, holder: holder, command: holder?.commandLine.joined(separator: " ") ?? "",
                age: holder?.age, waited: waited)
            guard waited < timeout else { throw error }
            if pause == .milliseconds(20) { onWait(error) }
            try await FileLock.waitForHolder(of: paths.lock, within: min(pause, timeout - waited))
            pause = min(pause * 2, .seconds(1))
        }
    }
}

extension StateStore {
    /// The lock; nil when somebody has it.
    private func attempt(_ paths: ProjectPaths, create: Bool) throws -> FileLock? {
        while true {
            if create {
                try Files.makeDirectory(paths.directory)
            } else {
                _ = try project(paths.name)
            }
            do throws(SystemError) {
                guard let lock = try FileLock(tryLocking: paths.lock) else { return nil }
                if lock.isCurrent { return lock }
            } catch {
                if let errno = error.errno, [.readOnlyFileSystem, .permissionDenied].contains(errno) {
                    throw StateError.unusable(root: layout.root, reason: error.message)
                }
                guard error.errno == .noSuchFileOrDirectory else { throw error }
            }
            // Somebody removed the project meanwhile, and with it the folder or the lock that was taken: once more.
        }
    }
}

/// A project whose lock this process holds: only with it may records be written.
package struct LockedProject: Sendable {
    package let store: ProjectStore
    /// Passed to a launcher, so that the lock lasts until QEMU's process is marked.
    package let lock: FileLock

    /// Removes what crashed commands left: renamed folders, temporary files of records.
    func sweep() throws {
        let paths = store.paths
        for entry in try Files.list(paths.layout.projects) ?? [] where paths.isRemoved(entry) {
            try Files.removeTree(paths.layout.projects.appending(entry))
        }
        for directory in [paths.directory] + (try store.instances().map { paths.instance($0).directory }) {
            try Files.sweepTemporaries(in: directory)
        }
        try store.sweepKept()
    }

    /// Records the project as applied.
    package func save(_ project: Project) throws {
        try RecordFile.write(ProjectRecord(project: project), to: store.paths.record)
    }

    /// Records what is so, or what is about to be done.
    package func save(_ record: InstanceRecord) throws {
        try RecordFile.write(record, to: store.paths.instance(record.name).record)
    }

    /// Writes a record that is to replace the present one when it becomes true.
    package func prepare(_ record: InstanceRecord) throws -> PreparedRecord {
        try RecordFile.prepare(record, for: store.paths.instance(record.name).record)
    }

    /// Removes the project's folder, once it has no instances, and with it the lock's file.
    ///
    /// In one step: whoever waits for the lock would otherwise make it anew in the folder that is being emptied. What a
    /// crash leaves under the other name is removed with the next lock of the project.
    package func remove() throws {
        guard let facts = try Files.facts(store.paths.directory) else { return }
        let removed = store.paths.removed(inode: facts.inode)
        try Files.rename(store.paths.directory, to: removed)
        try Files.removeTree(removed)
    }
}

/// The records of one project.
package struct ProjectStore: Sendable {
    package let paths: ProjectPaths

    /// The project as last applied; nil when nothing was applied yet.
    package func project() throws -> Project? {
        try RecordFile.read(ProjectRecord.self, schema: ProjectRecord.schema, at: paths.record)?.project
    }

    /// The instances that have a folder, sorted.
    package func instances() throws -> [InstanceName] {
        try (Files.list(paths.instances) ?? []).compactMap { InstanceName($0) }.sorted()
    }

    /// The instance's record; nil when it has none.
    package func record(_ name: InstanceName) throws -> InstanceRecord? {
        try record(name, at: paths.instance(name).record)
    }

    /// The record of an instance, wherever it lies; one of another instance is as bad as none.
    func record(_ name: InstanceName, at path: FilePath) throws -> InstanceRecord? {
        let record = try RecordFile.read(InstanceRecord.self, schema: InstanceRecord.schema, at: path)
        if let record, record.name != name || record.project != paths.name {
            throw StateError.unreadableRecord(
                path, reason: "it is that of `\(record.name)` of project `\(record.project)`")
        }
        return record
    }
}
