package import HolosState
package import HolosModel
internal import HolosSystem

/// Looks at a project: records and processes. Takes no lock and changes nothing.
package enum Observer {
    /// The project as it is now.
    ///
    /// - Parameter ignoringProjectRecord: go on when `project.json` cannot be read; its instances can be looked at and
    ///   removed all the same.
    package static func observe(
        _ store: ProjectStore, ignoringProjectRecord: Bool = false
    ) throws -> ObservedState {
        ObservedState(
            project: ignoringProjectRecord ? try? store.project() : try store.project(),
            instances: try instances(of: store), kept: try store.kept())
    }

    /// The instances as they are now, sorted.
    package static func instances(of store: ProjectStore) throws -> [ObservedInstance] {
        try store.instances().map { try observe($0, in: store) }
    }

    /// One instance as it is now.
    package static func observe(_ name: InstanceName, in store: ProjectStore) throws -> ObservedInstance {
        let process = try RecordLock.holder(of: store.paths.instance(name).qemuLock)
        do {
            let record = try store.record(name)
            // The record is written first and removed last: a disk without one was not left by a crash of ours.
            let isLost = try record == nil && (process != nil || Files.facts(store.paths.instance(name).disk) != nil)
            return ObservedInstance(
                name: name, record: record,
                recordProblem: isLost ? "the record `\(store.paths.instance(name).record)` is missing" : nil,
                process: process)
        } catch let error as any HolosError {
            return ObservedInstance(name: name, record: nil, recordProblem: error.message, process: process)
        }
    }
}
