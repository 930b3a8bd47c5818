package import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// Something of a project that is not as holos left it, with the way to mend it.
package struct ProjectProblem: Sendable, Hashable, Codable {
    package let project: ProjectName
    /// nil: the project itself.
    package let instance: InstanceName?
    /// The number of the kept disk that it is about; nil: none.
    package let kept: Int?
    package let problem: String
    package let remedy: String
}

extension Engine {
    /// Looks at everything that is recorded of the projects, and compares it with what is there. Takes no lock and
    /// changes nothing; what a command that works at the same time has half done may show.
    package func check(_ projects: [ProjectName]) async throws -> [ProjectProblem] {
        var problems: [ProjectProblem] = []
        for project in projects { problems += try await check(project) }
        return problems
    }

    private func check(_ name: ProjectName) async throws -> [ProjectProblem] {
        let store = try context.store.project(name)
        var problems: [ProjectProblem] = []
        func note(_ instance: InstanceName?, kept: Int? = nil, _ problem: String, _ remedy: String) {
            problems.append(
                ProjectProblem(project: name, instance: instance, kept: kept, problem: problem, remedy: remedy))
        }
        do {
            _ = try store.project()
        } catch let error as any HolosError {
            note(
                nil, error.message,
                "remove `\(store.paths.record)`: the next `holos up` writes it anew, until then the order of stops is not known"
            )
        }
        for instance in try Observer.observe(store, ignoringProjectRecord: true).instances {
            for (problem, remedy) in try await check(instance, in: store) { note(instance.name, problem, remedy) }
        }
        for kept in try store.kept() {
            let paths = store.paths.kept(kept.name, number: kept.number)
            if kept.record == nil {
                note(
                    kept.name, kept: kept.number, "the record `\(paths.record)` cannot be read",
                    "`holos prune` removes it; its disk lies beside it")
            } else if !Files.exists(paths.disk) {
                note(
                    kept.name, kept: kept.number, "the disk `\(paths.disk)` is gone",
                    "`holos prune` removes what is left")
            }
        }
        return problems
    }

    private func check(
        _ instance: ObservedInstance, in store: ProjectStore
    ) async throws -> [(problem: String, remedy: String)] {
        let (name, paths) = (instance.name, store.paths.instance(instance.name))
        if let problem = instance.recordProblem {
            return [(problem, "`holos up --force-recreate \(name)` puts it aside with its disk and makes it anew")]
        }
        guard let record = instance.record, instance.status != .incomplete, instance.status != .removing else {
            return [
                ("an interrupted command left it \(instance.status.rawValue)", "`holos up` or `holos down` finishes it")
            ]
        }
        var problems: [(problem: String, remedy: String)] = []
        if instance.isUnrecorded {
            problems.append(
                (
                    "process \(instance.process.map { "\($0)" } ?? "") runs it, which its record does not know",
                    "`holos up` or `holos start` records it, `holos stop` ends it"
                ))
        }
        if !Files.exists(paths.disk) {
            problems.append(
                (
                    "its disk `\(paths.disk)` is gone",
                    "put it back, or make a new one: `holos up --force-recreate \(name)`"
                ))
        }
        for (what, file) in [("seed", paths.seed), ("host key", paths.knownHosts)] where !Files.exists(file) {
            problems.append(
                ("its \(what) `\(file)` is gone", "make it anew with a new disk: `holos up --force-recreate \(name)`"))
        }
        do {
            _ = try await ProjectImages(context: context).check(record)
        } catch let error as any HolosError {
            problems.append(
                (error.message, "put the image back as it was: what the guest has written is worth nothing without it"))
        }
        return problems
    }
}
