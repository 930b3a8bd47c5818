internal import HolosImages
internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension Preflight {
    /// What instances stand on.
    struct Bases {
        /// Of the services that get new instances.
        var images: [ServiceName: ImageFingerprint] = [:]
        /// Of instances whose base is another file of the same content now.
        var rebased: [InstanceName: ImageFingerprint] = [:]
    }

    /// Finds and checks the bases of new instances and of those that start, and compares them with locks.
    func bases(
        _ created: [InstanceName], _ started: [InstanceName], _ problems: inout [any HolosError]
    ) async throws -> Bases {
        var bases = Bases()
        for service in services(of: created) {
            do {
                bases.images[service.name] = try await images.base(of: service)
            } catch let error as any HolosError {
                problems.append(error)
            }
        }
        for name in started where !created.contains(name) {
            guard let record = observed[name]?.record else { continue }
            do {
                let now = try await images.check(record)
                if now != record.base { bases.rebased[name] = now }
            } catch let error as any HolosError {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { return bases }
        do {
            try checkLocks(created, bases)
        } catch let error as any HolosError {
            problems.append(error)
        }
        return bases
    }

    /// Compares what instances stand on, whether they start now or run already, with the project's locks.
    func checkLocks(_ created: [InstanceName], _ bases: Bases) throws {
        guard let lockFolder else { return }
        try images.checkLocks(services, observed, created: Set(created), bases: bases, folder: lockFolder)
    }

    /// Reads the local images that are used for the first time, while guests boot: should one change later, both digests
    /// can be told.
    func recordDigests(_ resources: HostResources?) async {
        guard let resources else { return }
        let started = Set(instances(.start))
        let bases = Set(
            resources.images.values
                + observed.instances.filter { started.contains($0.name) }.compactMap { $0.record?.base })
        for base in bases.sorted(by: { $0.path < $1.path }) {
            do {
                _ = try images.digest(of: base)
            } catch is CancellationError {
                return
            } catch {
                sink(.warning("the digest of `\(base.path)` could not be recorded: \(error)", hints: []))
            }
        }
    }
}
