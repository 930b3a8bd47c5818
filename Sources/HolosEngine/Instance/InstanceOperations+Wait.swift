internal import FoundationEssentials
internal import HolosGuest
internal import HolosModel
internal import HolosProvision
internal import HolosState
internal import HolosSystem
internal import Synchronization
internal import SystemPackage

extension InstanceOperations {
    /// Returns when the guest has finished provisioning without error, its command has started, if it has one, and its
    /// health check, if it has one, has passed.
    ///
    /// - Parameter limit: when to give up.
    func wait(for name: InstanceName, within limit: WaitLimit) async throws {
        try await wait(for: name, within: limit) {
            try await $0.untilReady()
        } record: { record, outcome in
            record.health = outcome.health
            record.commandExit = outcome.commandExit
            record.phase = .ready
        }
        tell(name, .ready)
    }

    /// Returns when the guest's command has ended with exit code 0.
    ///
    /// - Parameter limit: when to give up.
    func finish(_ name: InstanceName, within limit: WaitLimit) async throws {
        try await wait(for: name, within: limit) {
            try await $0.untilFinished()
        } record: { record, _ in
            record.commandExit = 0
        }
        tell(name, .completed)
    }

    /// Runs `post_start` once the guest is provisioned, all of it; what has run before a failure runs again.
    ///
    /// - Parameter limit: when to give up.
    func runPostStart(_ name: InstanceName, within limit: WaitLimit) async throws {
        try await wait(for: name, within: limit) {
            try await $0.untilHooked()
        } record: { record, _ in
            record.postStarted = true
            if record.phase == .failed { record.phase = .running }
        }
    }

    /// Runs a wait against the end of QEMU's process and the deadline, and records what it came to.
    private func wait<Outcome: Sendable>(
        for name: InstanceName, within limit: WaitLimit,
        _ body: @escaping @Sendable (GuestWait) async throws -> Outcome,
        record success: (inout InstanceRecord, Outcome) -> Void
    ) async throws {
        var record = try record(name)
        let progress = Progress(name: name, sink: sink)
        do {
            guard let pid = try RecordLock.holder(of: paths(name).qemuLock), let process = try ProcessHandle(pid) else {
                // Its exit code is known when this process started it.
                let exit = try record.process.flatMap { try ProcessHandle($0.pid)?.reap() }
                throw exited(record, how: exit?.description ?? "its process ended")
            }
            let (guest, before) = (GuestWait(operations: self, record: record, progress: progress), record)
            let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
                group.addTask { try await body(guest) }
                group.addTask {
                    try await process.waitForExit()
                    throw exited(before, how: process.reap()?.description ?? "its process ended")
                }
                group.addTask {
                    try await Task.sleep(until: limit.deadline)
                    throw InstanceError.notReady(
                        name, waited: limit.duration, doing: progress.current, reason: progress.obstacle,
                        console: tail(paths(name).consoleLog))
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let outcome else { throw CancellationError() }
            record.failure = nil
            success(&record, outcome)
            try project.save(record)
        } catch let error as InstanceError {
            if case .unhealthy(_, _, let output) = error {
                record.health = HealthRecord(healthy: false, checked: Date(), output: output.joined(separator: "\n"))
            }
            saveFailure(record, stage: error.stage, message: error.message)
            throw error
        }
    }

    private func exited(_ record: InstanceRecord, how: String) -> InstanceError {
        .exitedEarly(
            record.name, how: how, log: tail(paths(record.name).qemuLog, lines: 5),
            console: tail(paths(record.name).consoleLog))
    }
}

extension InstanceError {
    /// For the record of the failure.
    fileprivate var stage: String {
        switch self {
        case .provisioningFailed(_, let stage, _): stage
        case .unhealthy: "health"
        case .commandFailed: "command"
        case .hookFailed: "post_start"
        default: "boot"
        }
    }
}

/// How long a command waits for its instances, counted from its beginning.
struct WaitLimit: Sendable {
    let duration: Duration
    let deadline: ContinuousClock.Instant

    init(_ duration: Duration) {
        self.duration = duration
        deadline = .now + duration
    }
}

/// What a wait is at, told as events and kept for the message when time is up.
final class Progress: Sendable {
    private let name: InstanceName
    private let sink: EventSink
    private let state = Mutex((current: "its VM has just started", obstacle: ""))

    init(name: InstanceName, sink: @escaping EventSink) {
        self.name = name
        self.sink = sink
    }

    func enter(_ activity: EngineEvent.Activity, _ detail: String = "", meaning current: String) {
        state.withLock { $0.current = current }
        sink(.progress(name, activity, detail: detail))
    }

    /// Remembers why the last attempt came to nothing.
    func note(_ obstacle: String) { state.withLock { $0.obstacle = TerminalText.printable(obstacle) } }

    var current: String { state.withLock { $0.current } }
    var obstacle: String { state.withLock { $0.obstacle } }
}

/// The guest's side of a wait: SSH answers, provisioning ends, the health check passes.
struct GuestWait: Sendable {
    let operations: InstanceOperations
    let record: InstanceRecord
    let progress: Progress

    /// What a guest that is ready has come to.
    struct Outcome: Sendable {
        /// The last health probe; nil where there is no check.
        let health: HealthRecord?
        /// The exit code of the command where it has ended.
        let commandExit: Int32?
    }

    /// The whole wait until the guest is ready.
    func untilReady() async throws -> Outcome {
        try await untilProvisionedWell()
        guard let check = record.service.healthCheck else {
            return Outcome(health: nil, commandExit: try await untilCommandStarted(probing: true))
        }
        try await untilCommandStarted(probing: false)
        progress.enter(.checkingHealth, meaning: "its health check has not passed yet")
        let health = try await untilHealthy(check)
        // It may have ended since.
        return Outcome(health: health, commandExit: try await untilCommandStarted(probing: false))
    }

    /// The whole wait until the guest's command has ended well.
    func untilFinished() async throws {
        try await untilProvisionedWell()
        try await untilCommandEnded()
    }

    /// The whole wait until `post_start` has ended well.
    func untilHooked() async throws {
        try await untilProvisionedWell()
        progress.enter(.runningHook, "post_start", meaning: "`post_start` has not ended")
        let hooks = GuestHooks(
            record: record, endpoint: operations.endpoint(record), runner: operations.context.runner)
        try await hooks.run(record.service.postStart, key: "post_start", within: nil)
    }

    private func untilProvisionedWell() async throws {
        progress.enter(.booting, meaning: "the guest does not answer over SSH yet")
        let report = try await untilProvisioned()
        if let error = report.errors.first {
            throw InstanceError.provisioningFailed(
                record.name, stage: error.stage, messages: report.errors.map { TerminalText.printable($0.message) })
        }
        for warning in report.warnings {
            operations.sink(
                .warning("cloud-init of `\(record.name)`: \(TerminalText.printable(warning.message))", hints: []))
        }
    }

    private func untilProvisioned() async throws -> ProvisioningReport {
        let script = ReadinessProbe.script(for: record.service.imageOS)
        let started = ContinuousClock.now
        return try await Deadline.poll(every: .milliseconds(250)) {
            // A connection made before the guest's network is up hangs in QEMU's user-mode stack until it tries again
            // late: better to ask anew soon, but to be patient with a guest that is slow in all it does.
            let patience = max(1, Int(started.duration(to: .now).components.seconds) / 15)
            let command = operations.endpoint(record).command(shellText: script, connectTimeout: patience)
            let result = try await operations.context.runner.stream(command) { line in
                guard let stage = ReadinessProbe.stage(of: line) else { return }
                progress.enter(.provisioning, stage, meaning: "provisioning has not finished, stage `\(stage)`")
            }
            guard result.succeeded else {
                progress.note(result.lastErrorLine ?? "\(result.exit)")
                return nil
            }
            return ProvisioningReport.parse(result.text)
        }
    }

    private func untilHealthy(_ check: HealthCheck) async throws -> HealthRecord {
        let started = ContinuousClock.now
        var failures = 0
        while true {
            let probe = try await HealthProbe.run(
                check, of: record.service, over: operations.endpoint(record), runner: operations.context.runner)
            if probe.healthy { return probe }
            progress.note(probe.output.lastLines(1).first ?? "")
            let starting = started.duration(to: .now) < check.startPeriod.duration
            if !starting { failures += 1 }
            guard failures < check.retries else {
                throw InstanceError.unhealthy(
                    record.name, failures: failures,
                    output: probe.output.lastLines(5).map(TerminalText.printable))
            }
            try await Task.sleep(
                for: starting ? min(check.interval.duration, check.startInterval.duration) : check.interval.duration)
        }
    }
}
