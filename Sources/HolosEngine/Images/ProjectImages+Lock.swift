internal import HolosImages
internal import HolosModel
internal import HolosState
internal import SystemPackage

extension ProjectImages {
    /// Compares what instances stand on, or will stand on, with `holos.images.lock` and with `SHA256SUMS` beside local
    /// images. Nothing is read where there is neither.
    ///
    /// - Parameter created: instances that are made now; others stand on what their records say.
    func checkLocks(
        _ services: [InstanceName: Service], _ observed: ObservedState, created: Set<InstanceName>,
        bases: Preflight.Bases, folder: FilePath
    ) throws {
        let lock = try lock(in: folder)
        var drift: [FilePath: [ImageLock.Drift]] = [:]
        for (name, service) in services.sorted(by: { $0.key < $1.key }) {
            let earlier = bases.rebased[name] ?? observed[name]?.record?.base
            guard let source = service.image, let base = created.contains(name) ? bases.images[service.name] : earlier
            else { continue }
            let sums = try source.path.flatMap { try ChecksumsBeside(image: FilePath($0)) }
            guard lock != nil || sums != nil else { continue }
            let found = try digest(of: base)
            if let lock {
                let locked = lock.entry(of: source)
                if let locked, locked.digest != found {
                    drift[lock.path, default: []].append(
                        .changed(source.reference, locked: locked.digest, found: found))
                } else if locked == nil, !lock.mayLack {
                    drift[lock.path, default: []].append(.notLocked(source.reference, found: found))
                }
            }
            if let sums, sums.digest != found {
                drift[sums.path, default: []].append(
                    .changed(source.reference, locked: sums.digest, found: found))
            }
        }
        let problems = drift.sorted { $0.key.string < $1.key.string }.map { path, drift in
            ImageLockError.drift(path, drift.uniqued)
        }
        if let error = JoinedError.joining(problems) { throw error }
    }

    /// The lock to enforce; nil where there is none and none is demanded.
    ///
    /// - Parameter folder: that of the compose file.
    func lock(in folder: FilePath) throws -> PlacedLock? {
        let isDemanded = options.isLocked || options.lockfile != nil
        let path = options.lockfile ?? (options.folder ?? folder).appending(ImageLock.fileName)
        return try PlacedLock(
            at: path, isDemanded: isDemanded, mayLack: options.acceptsUnlisted && !isDemanded,
            home: context.environment["HOME"])
    }
}

extension [ImageLock.Drift] {
    /// Replicas drift together.
    fileprivate var uniqued: [ImageLock.Drift] {
        var seen: Set<ImageLock.Drift> = []
        return filter { seen.insert($0).inserted }
    }
}
