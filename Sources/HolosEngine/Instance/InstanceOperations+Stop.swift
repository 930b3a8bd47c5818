internal import Glibc
internal import HolosModel
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension InstanceOperations {
    /// Powers the guest off: the power button, then SIGTERM to QEMU, then SIGKILL. Returns when the process is gone.
    func stop(_ name: InstanceName) async throws {
        let record = try? store.record(name)
        if var record, record.phase != .stopped {
            record.phase = record.phase == .creating ? .creating : .stopping
            try project.save(record)
        }
        if let pid = try RecordLock.holder(of: paths(name).qemuLock), let process = try ProcessHandle(pid),
            // Asked again now that the handle holds it: the number cannot have been recycled in between.
            try RecordLock.holder(of: paths(name).qemuLock) == pid
        {
            tell(name, .stopping)
            try await end(process, of: name, record: record)
        }
        if var record, record.phase != .creating {
            record.phase = .stopped
            record.process = nil
            record.failure = nil
            record.health = nil
            record.commandExit = nil
            try project.save(record)
        }
        tell(name, .stopped)
    }

    private func end(_ process: ProcessHandle, of name: InstanceName, record: InstanceRecord?) async throws {
        // A guest that was never let run has nothing to shut down.
        let grace: TimeSpan =
            record?.phase == .starting
            ? .seconds(0) : record?.service.stopGracePeriod ?? Service.defaultStopGracePeriod
        let directory = record.map { FilePath($0.socketDirectory) } ?? paths(name).directory
        if grace > .seconds(0) {
            let ended: Void? = try await Deadline.run(within: grace.duration) {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await pressPowerButton(InstanceSockets(directory: directory).qmp) }
                    try? await process.waitForExit()
                    group.cancelAll()
                }
                try Task.checkCancellation()
            }
            if ended != nil { return }
            sink(.warning("`\(name)` did not power off within \(grace) and was ended", hints: []))
        }
        try process.signal(SIGTERM)
        if try await Deadline.run(within: .seconds(5), { try await process.waitForExit() }) != nil { return }
        sink(.warning("QEMU of `\(name)` did not end on SIGTERM and was killed", hints: []))
        try process.signal(SIGKILL)
        try await process.waitForExit()
    }

    /// Presses the button again every few seconds: a guest that is still booting has nobody to hear the first time.
    private func pressPowerButton(_ socket: FilePath) async {
        guard let connection = try? await QMPConnection.open(socket) else { return }
        while !Task.isCancelled, (try? await connection.execute("system_powerdown")) != nil {
            try? await Task.sleep(for: .seconds(3))
        }
        await connection.close()
    }

    /// Removes the instance with its disk, the record last: what is left of an interrupted removal says so.
    func remove(_ name: InstanceName) throws {
        tell(name, .removing)
        let paths = paths(name)
        if var record = try? store.record(name) {
            record.phase = .removing
            try project.save(record)
            if record.socketDirectory != paths.directory.string {
                try Files.removeTree(FilePath(record.socketDirectory))
            }
        }
        for entry in try Files.list(paths.directory) ?? [] where entry != paths.record.lastComponent?.string {
            try Files.removeTree(paths.directory.appending(entry))
        }
        try Files.removeTree(paths.directory)
        tell(name, .removed)
    }
}
