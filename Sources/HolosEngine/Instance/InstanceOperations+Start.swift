internal import FoundationEssentials
internal import Glibc
internal import HolosHost
internal import HolosModel
internal import HolosNetwork
internal import HolosProvision
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension InstanceOperations {
    /// Launches QEMU and returns when the VM stands, paused. A QEMU that ends at once is reported with its own words.
    ///
    /// - Returns: what lets the guest run, and records that. So no guest runs whose QEMU holos could not reach.
    func start(_ name: InstanceName) async throws -> PlanExecutor.Rest {
        guard let service = services[name] else {
            preconditionFailure("the plan starts \(name), which the project does not have")
        }
        var record = try record(name)
        tell(name, .starting)
        do {
            try await waitForPredecessor(record)
            try await resizeDisk(&record, to: service.machine.diskSize)
            try makeVariables(record, service)
            try decidePorts(of: &record, service: service)
            try await makeSettings(&record, service)
        } catch let error as any HolosError {
            saveFailure(record, stage: "launch", message: error.message)
            throw error
        }
        record.service = service
        if let base = host.rebased[name] { record.base = base }
        record.phase = .starting
        record.process = nil
        record.failure = nil
        record.health = nil
        record.commandExit = nil
        record.pause = nil
        record.changingForwards = nil
        record.postStarted = nil
        try project.save(record)
        let connection: QMPConnection
        do {
            connection = try await launch(&record, service: service)
        } catch let error as any HolosError {
            saveFailure(record, stage: "launch", message: error.message)
            throw error
        }
        record.phase = .running
        let (running, prepared) = (record, try project.prepare(record))
        // Not cut off by an interruption, so that no VM stays paused for it.
        return { try await Task { try await resume(connection, running, prepared) }.value }
    }

    /// - Parameter prepared: the record of the running VM. Not durable at once when it becomes true, as it is of no use
    ///   after a power cut, and guests that run already would slow the writing.
    private func resume(
        _ connection: QMPConnection, _ running: InstanceRecord, _ prepared: PreparedRecord
    ) async throws {
        do {
            try await connection.resume()
        } catch let error as QMPError {
            prepared.discard()
            saveFailure(running, stage: "launch", message: error.message)
            throw InstanceError.launchFailed(running.name, how: error.message, log: tail(paths(running.name).qemuLog))
        }
        try prepared.replace()
        tell(running.name, .running)
        await connection.close()
    }

    /// Records a VM that an interrupted command started, and lets it run if that command had not come to it.
    func adopt(_ name: InstanceName) async throws {
        var record = try record(name)
        guard let pid = try RecordLock.holder(of: paths(name).qemuLock) else { return }
        if record.phase == .starting {
            let connection = try await QMPConnection.open(
                InstanceSockets(directory: FilePath(record.socketDirectory)).qmp)
            try await connection.resume()
            await connection.close()
        }
        record.process = try processRecord(pid, accel: nil)
        if record.phase == .starting { record.phase = .running }
        if let service = services[name] { record.service = service }
        try project.save(record)
    }

    /// A QEMU that is ending frees its mark a moment before its disks and ports: a new one must not meet it.
    private func waitForPredecessor(_ record: InstanceRecord) async throws {
        guard let last = record.process, try last.bootID == BootID.current(), let process = try ProcessHandle(last.pid),
            last.pid.startTime == last.startTime
        else { return }
        if try await Deadline.run(within: .seconds(10), { try await process.waitForExit() }) == nil {
            throw InstanceError.launchFailed(
                record.name, how: "its last QEMU, process \(last.pid), is still ending", log: [])
        }
    }

    /// Makes the disk as large as the file wants it; that it does not shrink was checked.
    private func resizeDisk(_ record: inout InstanceRecord, to size: ByteSize?) async throws {
        guard let size, size > record.diskSize else { return }
        try await context.runner.require(QEMUImg.grow(host.qemuImg, disk: paths(record.name).disk, to: size))
        record.diskSize = size
    }

    /// The instance's own UEFI variables, from OVMF's template when it boots with UEFI for the first time.
    private func makeVariables(_ record: InstanceRecord, _ service: Service) throws {
        let variables = paths(record.name).efivars
        guard service.machine.uefi, let firmware = host.firmware, !Files.exists(variables) else { return }
        try Files.copy(firmware.variables, to: variables, limit: 64 << 20)
    }

    /// Ports that holos chose and somebody took meanwhile are chosen anew; the user's own are an error.
    private func decidePorts(of record: inout InstanceRecord, service: Service) throws {
        if TCPPort.check(address: IPv4Address.loopback.value, port: record.sshPort) != .free {
            guard let port = ports.choose(.loopback) else {
                throw InstanceError.noPortLeft(record.name)
            }
            record.sshPort = port
        }
        let usable = record.ports.filter { port in
            let free = TCPPort.check(address: port.hostAddress.value, port: port.hostPort) == .free
            if port.ephemeral, !free {
                sink(
                    .warning(
                        "port \(port.hostPort) of `\(record.name)` was taken meanwhile; another one is used", hints: [])
                )
            }
            return free
        }
        guard let bound = ports.bind(service.ports, previous: usable) else {
            throw InstanceError.noPortLeft(record.name)
        }
        for port in bound where !port.ephemeral {
            try PortCheck.require(port, of: record.name, store: context.store)
        }
        record.ports = bound
    }

    /// Starts QEMU. Where somebody takes a port that holos chose before QEMU has it, another one is chosen, a few times.
    private func launch(_ record: inout InstanceRecord, service: Service) async throws -> QMPConnection {
        for _ in 0..<3 {
            do {
                return try await launch(&record)
            } catch InstanceError.launchFailed(_, _, let log) where QEMUArguments.isPortRefused(log.last ?? "") {
                try decidePorts(of: &record, service: service)
                try project.save(record)
            }
        }
        return try await launch(&record)
    }

    /// Starts QEMU, which stands paused when this returns, and the connection to it.
    private func launch(_ record: inout InstanceRecord) async throws -> QMPConnection {
        let name = record.name
        let paths = paths(name)
        let sockets = InstanceSockets(directory: FilePath(record.socketDirectory))
        try Files.makeDirectory(sockets.directory)
        try Files.remove(sockets.ssh)
        let accel = host.accelerators[record.service.name] ?? .tcg
        let arguments = QEMUArguments.build(
            MachineConfiguration(record: record, paths: paths, accel: accel, firmware: host.firmware))
        let listener = try UnixSocket.listen(at: sockets.qmp)
        let process: ProcessHandle
        do {
            defer { try? listener.close() }
            process = try Launcher.start(
                host.qemu, arguments: arguments, lock: paths.qemuLock, log: paths.qemuLog,
                projectLock: project.lock.descriptor, qmp: listener, executable: context.executable)
        }
        // Whichever comes first: QEMU answers, or its process ends.
        let connection = try await withThrowingTaskGroup(of: QMPConnection?.self) { group in
            group.addTask {
                let connection = try await QMPConnection.open(sockets.qmp, within: .seconds(30))
                // It greets while it is still making the machine; only a machine that stands answers this.
                try await connection.execute("query-status")
                return connection
            }
            group.addTask {
                try await process.waitForExit()
                return nil
            }
            defer { group.cancelAll() }
            do {
                return try await group.next() ?? nil
            } catch is QMPError {
                // The socket closes a moment before the process has ended; a process that goes on is stuck.
                if try await Deadline.run(within: .seconds(5), { try await process.waitForExit() }) == nil {
                    try process.signal(SIGKILL)
                }
                return try await group.next() ?? nil
            }
        }
        guard let connection else {
            throw InstanceError.launchFailed(
                name, how: process.reap()?.description ?? "its process ended", log: tail(paths.qemuLog))
        }
        record.process = try processRecord(process.id, accel: accel)
        return connection
    }

    private func processRecord(_ pid: ProcessID, accel: Accelerator?) throws -> ProcessRecord {
        let line = pid.commandLine
        let found = line.firstIndex(of: "-accel").map { line[min($0 + 1, line.count - 1)].hasPrefix("kvm") }
        let used = accel ?? (found == true ? .kvm : .tcg)
        return ProcessRecord(
            pid: pid, startTime: pid.startTime ?? 0, bootID: try BootID.current(), accel: used.rawValue,
            started: Date())
    }
}

extension MachineConfiguration {
    /// The VM of a record.
    init(
        record: InstanceRecord, paths: InstancePaths, accel: Accelerator,
        firmware: (code: FilePath, variables: FilePath)?
    ) {
        let machine = record.service.machine
        let ssh = Forward(hostAddress: .loopback, hostPort: record.sshPort, guestPort: 22)
        let forwards = record.ports.map {
            Forward(hostAddress: $0.hostAddress, hostPort: $0.hostPort, guestPort: $0.guestPort)
        }
        self.init(
            name: "\(record.project)/\(record.name)", uuid: record.id, accel: accel, type: machine.type,
            cpuModel: machine.cpuModel, vcpu: machine.vcpu, memory: machine.memory,
            firmware: machine.uefi && firmware != nil
                ? .uefi(code: firmware?.code ?? "", variables: paths.efivars) : .bios,
            disks: [
                Disk(id: "root", file: paths.disk, format: .qcow2),
                Disk(id: "seed", file: paths.seed, format: .raw, readOnly: true),
            ]
                + (record.settings == nil
                    ? []
                    : [Disk(id: SettingsMedium.serial, file: paths.settings, format: .raw, readOnly: true)]),
            interfaces: record.interfaces.map {
                UserInterface(
                    mac: $0.mac, network: .holos, address: $0.address, hostname: record.hostname,
                    forwards: [ssh] + forwards)
            },
            consoleLog: paths.consoleLog, qmpDescriptor: Launcher.qmpDescriptor, extraArgs: machine.extraArgs)
    }
}

extension MachineConfiguration.UserNetwork {
    /// The user-mode network as every instance has it.
    fileprivate static let holos = MachineConfiguration.UserNetwork(
        subnet: UserModeNetwork.subnet, prefixLength: UserModeNetwork.prefixLength, gateway: UserModeNetwork.gateway,
        nameserver: UserModeNetwork.nameserver)
}
