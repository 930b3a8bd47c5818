internal import Glibc
internal import HolosGuest
internal import HolosHost
internal import HolosModel
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension InstanceOperations {
    /// Powers the guest off: `pre_stop`, the power button, then SIGTERM to QEMU, then SIGKILL. Returns when the process
    /// is gone. A hook that fails ends it before anything else has happened.
    func stop(_ name: InstanceName) async throws {
        let record = try? store.record(name)
        let process = try process(of: name)
        if process != nil, let record { try await runPreStop(record) }
        if var record, record.phase != .stopped {
            record.phase = record.phase == .creating ? .creating : .stopping
            try project.save(record)
        }
        if let process {
            tell(name, .stopping)
            try await end(process, of: name, record: record)
        }
        try saveStopped(record)
        tell(name, .stopped)
    }

    /// Ends QEMU by a signal, without asking the guest. Returns when the process is gone.
    func kill(_ name: InstanceName) async throws {
        let record = try? store.record(name)
        guard let process = try process(of: name) else { return }
        // By intent, so that nobody takes it for a crash.
        if var record, record.phase != .creating {
            record.phase = .stopping
            try project.save(record)
        }
        try process.signal(ending.signal)
        guard try await Deadline.run(within: .seconds(10), { try await process.waitForExit() }) != nil else {
            throw InstanceError.stillRunning(name, process: process.id)
        }
        try saveStopped(record)
        tell(name, .killed)
    }

    /// The instance's QEMU, held so that its number cannot be recycled.
    private func process(of name: InstanceName) throws -> ProcessHandle? {
        guard let pid = try RecordLock.holder(of: paths(name).qemuLock), let process = try ProcessHandle(pid),
            // Asked again now that the handle holds it: the number cannot have been recycled in between.
            try RecordLock.holder(of: paths(name).qemuLock) == pid
        else { return nil }
        return process
    }

    private func saveStopped(_ record: InstanceRecord?) throws {
        guard var record, record.phase != .creating else { return }
        record.phase = .stopped
        record.process = nil
        record.failure = nil
        record.health = nil
        record.commandExit = nil
        record.pause = nil
        record.changingForwards = nil
        record.postStarted = nil
        try project.save(record)
    }

    private func grace(of record: InstanceRecord?) -> TimeSpan {
        // A guest that was never let run has nothing to shut down.
        record?.phase == .starting
            ? .seconds(0) : ending.grace ?? record?.service.stopGracePeriod ?? Service.defaultStopGracePeriod
    }

    /// Runs `pre_stop`, which may take as long as the grace period that begins after it. A guest that does not answer, and one that stands still, is stopped
    /// without it.
    private func runPreStop(_ record: InstanceRecord) async throws {
        let grace = grace(of: record)
        guard !record.service.preStop.isEmpty, [.running, .ready, .failed].contains(record.phase) else { return }
        let hooks = GuestHooks(
            record: record,
            endpoint: SSHEndpoint(record: record, store: store, client: try context.tools.find(.ssh)),
            runner: context.runner)
        tell(record.name, .runningHook, "pre_stop")
        let patience = max(1, min(15, Int(grace.duration.components.seconds)))
        guard record.pause == nil, try await hooks.canReach(within: patience) else {
            sink(.warning("`\(record.name)` was stopped without `pre_stop`: its guest does not answer", hints: []))
            return
        }
        try await hooks.run(record.service.preStop, key: "pre_stop", within: max(grace.duration, .seconds(1)))
    }

    private func end(_ process: ProcessHandle, of name: InstanceName, record: InstanceRecord?) async throws {
        let grace = grace(of: record)
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
            sink(.warning("`\(name)` did not power off within \(grace) and was killed", hints: []))
        }
        try process.signal(SIGTERM)
        if try await Deadline.run(within: .seconds(5), { try await process.waitForExit() }) != nil { return }
        sink(.warning("QEMU of `\(name)` did not end on SIGTERM and was killed by SIGKILL", hints: []))
        try process.signal(SIGKILL)
        try await process.waitForExit()
    }

    /// Presses the button again every few seconds: a guest that is still booting has nobody to hear the first time. One
    /// that is paused would not hear it either, so it goes on first.
    private func pressPowerButton(_ socket: FilePath) async {
        guard let connection = try? await QMPConnection.open(socket) else { return }
        _ = try? await connection.execute("cont")
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
