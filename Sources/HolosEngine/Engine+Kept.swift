package import FoundationEssentials
package import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// An instance that is kept with its disk, for people and programs.
package struct KeptSummary: Sendable, Hashable, Codable {
    package let project: ProjectName
    package let instance: InstanceName
    /// 1… ; the higher, the later it was put aside.
    package let number: Int
    /// What it takes of its file system, bytes.
    package let size: Int64
    /// The base image of its disk; nil where its record cannot be read.
    package let image: String?
    /// When it was made; nil where its record cannot be read.
    package let created: Date?
    /// Why it is not removed; nil where nothing is in the way.
    package let obstacle: String?
}

extension Engine {
    /// There is nothing to put back.
    package struct NothingKept: HolosError {
        let instance: InstanceName
        let number: Int?
        let known: [Int]
        package var exitStatus: ExitStatus { .notFound }
        package var message: String {
            number.map { "nothing is kept of `\(instance)` under the number \($0)" }
                ?? "nothing is kept of `\(instance)`"
        }
        package var hints: [String] {
            known.isEmpty ? [] : ["there is \(known.map { "`--to \($0)`" }.joined(separator: ", "))"]
        }
    }

    /// What is kept cannot be used.
    package struct KeptUnreadable: HolosError {
        let directory: FilePath
        package var exitStatus: ExitStatus { .stateUnusable }
        package var message: String { "the record in `\(directory)` cannot be read" }
        package var hints: [String] { ["its disk lies beside it and is untouched"] }
    }

    /// Puts what is kept of an instance back in its place; what stands there now is kept instead. If its VM ran, that
    /// of the other one is started.
    ///
    /// - Parameters:
    ///   - word: the instance, or a service that has just one; nil: the only one of the project.
    ///   - number: which one; nil: the latest.
    package func rollback(
        _ name: ProjectName, _ word: String?, number: Int?, lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        let locked = try await lock(name, create: false, options, sink)
        let observed = try Observer.observe(locked.store)
        let known = Set(observed.instances.map(\.name) + observed.kept.map(\.name)).sorted()
        let chosen = try InstanceSelector.select(word.map { [$0] } ?? [], from: known, of: name)
        guard chosen.count == 1, let instance = chosen.first else {
            throw InstanceSelector.Ambiguous(project: name, known: known)
        }
        let kept = observed.kept.filter { $0.name == instance }
        guard let found = number.map({ number in kept.first { $0.number == number } }) ?? kept.last else {
            throw NothingKept(instance: instance, number: number, known: kept.map(\.number))
        }
        guard found.record != nil else {
            throw KeptUnreadable(directory: locked.store.paths.kept(instance, number: found.number).directory)
        }
        let wasRunning = observed[instance]?.process != nil
        try await execute(
            Reconciler.rollback(instance, observed: observed), project: locked, observed: observed,
            restoring: found.number, sink: sink)
        guard wasRunning else { return }
        let now = try Observer.observe(locked.store)
        try await execute(
            Reconciler.start([instance], of: now.project, observed: now), project: locked, observed: now, sink: sink)
    }

    /// What is kept in the projects. Takes no lock.
    package func kept(of projects: [ProjectName]) throws -> [KeptSummary] {
        let stores = try context.store.projects().map { try context.store.project($0) }
        // A disk that somebody made the base of another one must stay, whatever it is called.
        var bases: [String: String] = [:]
        for store in stores {
            for name in try store.instances() {
                guard let record = try? store.record(name) else { continue }
                bases[record.base.path] = "the disk of `\(name)` of project `\(store.paths.name)` is based on it"
            }
            for other in try store.kept() {
                guard let record = other.record else { continue }
                bases[record.base.path] =
                    "a kept disk of `\(other.name)` of project `\(store.paths.name)` is based on it"
            }
        }
        return try projects.flatMap { project in
            let store = try context.store.project(project)
            return try store.kept().map { kept in
                let paths = store.paths.kept(kept.name, number: kept.number)
                let disk = (try? Files.canonical(paths.disk)) ?? paths.disk
                return KeptSummary(
                    project: project, instance: kept.name, number: kept.number,
                    size: try Files.allocated(below: paths.directory), image: kept.record?.base.path,
                    created: kept.record?.created, obstacle: bases[disk.string])
            }
        }
    }

    /// Removes these for good, but for those that something is in the way of; locks each project meanwhile.
    package func prune(_ kept: [KeptSummary], lock options: LockOptions, sink: @escaping EventSink) async throws {
        for project in Set(kept.map(\.project)).sorted() {
            let locked = try await lock(project, create: false, options, sink)
            // Again under the lock: meanwhile one may have been put back, or become a base.
            let now = try self.kept(of: [project])
            for item in kept where item.project == project {
                guard
                    now.contains(where: {
                        $0.instance == item.instance && $0.number == item.number && $0.obstacle == nil
                            && $0.created == item.created
                    })
                else { continue }
                try locked.removeKept(item.instance, number: item.number)
            }
        }
    }
}
