internal import HolosModel
internal import HolosNetwork
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension InstanceOperations {
    /// Applies new values of the service that need nothing of the guest: records them, and changes the forwards of the
    /// VM that runs.
    func update(_ name: InstanceName) async throws {
        var record = try record(name)
        let service = services[name] ?? record.service
        if record.changingForwards == true || service.ports != record.service.ports {
            guard let bound = ports.bind(service.ports, previous: record.ports) else {
                throw InstanceError.noPortLeft(name)
            }
            record.ports = bound
            record.changingForwards = true
        }
        record.service = service
        try project.save(record)
        if record.changingForwards == true {
            try await changeForwards(record)
            record.changingForwards = nil
            try project.save(record)
        }
        tell(name, .applied)
    }

    /// Makes the forwards of QEMU those of the record, whatever they are now.
    private func changeForwards(_ record: InstanceRecord) async throws {
        guard let interface = record.interfaces.first else { return }
        let network = MachineConfiguration.userNetworkID(0)
        let wanted = Set(
            record.ports.map {
                ForwardTable.Forward(hostAddress: $0.hostAddress, hostPort: $0.hostPort, guestPort: $0.guestPort)
            } + [ForwardTable.Forward(hostAddress: .loopback, hostPort: record.sshPort, guestPort: 22)])
        try await withQMP(record) { qmp in
            let present = ForwardTable.parse(try await qmp.monitor("info usernet"), network: network)
            for forward in present.subtracting(wanted) {
                _ = try await qmp.monitor(ForwardTable.remove(forward, network: network))
            }
            for forward in wanted.subtracting(present) {
                let answer = try await qmp.monitor(ForwardTable.add(forward, to: interface.address, network: network))
                guard answer.allSatisfy(\.isWhitespace) else {
                    throw InstanceError.portRefused(
                        record.name, port: "\(forward.hostAddress):\(forward.hostPort)",
                        reason: TerminalText.printable(answer.lastLines(1).first ?? "QEMU refused it"))
                }
            }
        }
    }

    /// Talks to the instance's QEMU.
    func withQMP(_ record: InstanceRecord, _ body: (QMPConnection) async throws -> Void) async throws {
        let connection = try await QMPConnection.open(
            InstanceSockets(directory: FilePath(record.socketDirectory)).qmp)
        do {
            try await body(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Halts the VM's processors. Told in the record before, so that the next command knows that it may be so.
    func pause(_ name: InstanceName) async throws {
        var record = try record(name)
        record.pause = .pausing
        try project.save(record)
        try await withQMP(record) { try await $0.execute("stop") }
        record.pause = .paused
        try project.save(record)
        tell(name, .paused)
    }

    /// Lets a VM go on; one that was not paused goes on as it did.
    func unpause(_ name: InstanceName) async throws {
        var record = try record(name)
        record.pause = .pausing
        try project.save(record)
        try await withQMP(record) { try await $0.execute("cont") }
        record.pause = nil
        try project.save(record)
        tell(name, .running)
    }

    /// Puts the instance, which does not run, aside with its disk.
    func retire(_ name: InstanceName) throws {
        try requireNotRunning(name)
        // What listens there is gone; a socket left in the kept folder would only mislead.
        if let record = try? store.record(name) {
            let sockets = InstanceSockets(directory: FilePath(record.socketDirectory))
            for socket in [sockets.qmp, sockets.ssh] { try Files.remove(socket) }
        }
        try project.retire(name)
        tell(name, .retired)
    }

    /// Puts a kept instance in the place of the present one, which is kept instead.
    func restore(_ name: InstanceName) throws {
        guard let restoring else { preconditionFailure("nothing was chosen to be restored") }
        try requireNotRunning(name)
        try project.restore(name, number: restoring)
        tell(name, .restored)
    }

    private func requireNotRunning(_ name: InstanceName) throws {
        guard let process = try RecordLock.holder(of: paths(name).qemuLock) else { return }
        throw InstanceError.stillRunning(name, process: process)
    }
}
