internal import FoundationEssentials
package import HolosModel
internal import HolosQEMU
package import HolosState
package import HolosSystem
package import SystemPackage

/// Brings images into the store: what the publisher says it must be, the file, the proof, and only then a name.
package struct ImagePuller: Sendable {
    let store: ImageStore
    let catalog: Catalog
    /// nil where the host has none: signatures are not checked then, and that is said.
    let gpgv: FilePath?
    let runner: CommandRunner
    let settings: WebSettings

    package init(
        store: ImageStore, catalog: Catalog, gpgv: FilePath?, runner: CommandRunner = .live, settings: WebSettings
    ) {
        self.store = store
        self.catalog = catalog
        self.gpgv = gpgv
        self.runner = runner
        self.settings = settings
    }

    /// What a pull came to.
    package struct Result: Sendable, Hashable {
        package let record: ImageNameRecord
        /// Whether the disk was fetched now; false where the store had it.
        package let isNew: Bool
        /// What the name pointed to before, where that was another disk.
        package let previous: FileDigest?
    }

    /// Asks the publisher what the image is now, and fetches it where the store does not have that.
    package func pull(
        _ reference: ImageReference, architecture: Architecture = .host, tell: @escaping PullSink
    ) async throws -> Result {
        let target = try PullTarget(reference, architecture: architecture, catalog: catalog, paths: store.paths)
        try store.prepare()
        let paths = DownloadPaths(folder: store.paths.download(target.url), origin: target.url.description)
        let before = try store.name(at: target.record)?.record
        let (lock, hasWaited) = try await lock(paths, tell)
        defer {
            try? Files.removeUnlessBegun(paths)
            withExtendedLifetime(lock) {}
        }
        if hasWaited, let now = try store.name(at: target.record)?.record, now != before, target.pin == nil {
            return Result(
                record: now, isNew: false, previous: before.flatMap { $0.digest == now.digest ? nil : $0.digest })
        }
        return try await WebClient.use(
            settings, Credentials(catalog: catalog, environment: settings.environment)
        ) { client in
            try await PullRun(puller: self, target: target, paths: paths, client: client, before: before, tell: tell)
                .run()
        }
    }

    /// The lock of a download's folder: whoever comes second waits, and finds the work done.
    private func lock(_ paths: DownloadPaths, _ tell: PullSink) async throws -> (FileLock, hasWaited: Bool) {
        var hasWaited = false
        let lock = try await Deadline.poll(every: .milliseconds(100)) { () -> FileLock? in
            try Files.makeDirectory(paths.folder)
            do throws(SystemError) {
                // Whoever was first removes the folder with its lock.
                if let lock = try FileLock(tryLocking: paths.lock), lock.isCurrent { return lock }
            } catch {
                guard error.errno == .noSuchFileOrDirectory else { throw error }
            }
            if !hasWaited { tell(.waiting) }
            hasWaited = true
            return nil
        }
        return (lock, hasWaited)
    }
}

extension Files {
    /// Removes a download's folder when nothing was left in it to go on with.
    fileprivate static func removeUnlessBegun(_ paths: DownloadPaths) throws {
        guard try facts(paths.part) == nil else { return }
        try removeTree(paths.folder)
    }
}
