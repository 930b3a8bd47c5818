package import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension Engine {
    /// The lines of an instance's serial console, without their line ends.
    ///
    /// - Parameters:
    ///   - last: how many lines from the end to begin with; nil: all.
    ///   - following: goes on with what is written, until the VM ends or the task is cancelled.
    package func console(
        of name: InstanceName, in project: ProjectName, last: Int?, following: Bool,
        line: @escaping @Sendable ([UInt8]) -> Void
    ) async throws {
        let store = try context.store.project(project)
        let paths = store.paths.instance(name)
        var reader = LineReader(path: paths.consoleLog)
        try reader.start(last: last)
        guard following else {
            try reader.read(line)
            reader.flush(line)
            return
        }
        let process = try RecordLock.holder(of: paths.qemuLock).flatMap { try ProcessHandle($0) }
        let watch = try FileWatch(directory: paths.directory)
        while true {
            try reader.read(line)
            guard let process else {
                reader.flush(line)
                return
            }
            let ended = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await watch.waitForChange()
                    return false
                }
                group.addTask {
                    try await process.waitForExit()
                    return true
                }
                defer { group.cancelAll() }
                return try await group.next() ?? true
            }
            if ended {
                try reader.read(line)
                reader.flush(line)
                return
            }
        }
    }
}
