import Foundation
import HolosModel
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@testable import HolosQEMU

@Suite("Arguments of QEMU", .timeLimit(.minutes(2)))
struct QEMUArgumentsTests {
    @Test("are the recorded ones", arguments: Machines.goldens.map(\.name))
    func golden(name: String) throws {
        let machine = try #require(Machines.goldens.first { $0.name == name }?.machine)
        let arguments = QEMUArguments.build(machine)
        #expect(arguments.allSatisfy { !$0.contains("\n") })
        try Golden.expect(arguments.map { $0 + "\n" }.joined(), "\(name).txt")
    }

    @Test("never let a path become an option")
    func injection() {
        let machine = Machines.machine(in: "/a,readonly=off,file=/etc/passwd")
        for argument in QEMUArguments.build(machine) {
            #expect(!argument.replacingOccurrences(of: ",,", with: "").contains(",file=/etc"))
        }
    }

    /// Starts the real QEMU, stopped before the guest's first instruction, and talks to it.
    private func run(_ machine: MachineConfiguration, in scratch: ScratchFolder) async throws {
        let socket = scratch / "qmp.sock"
        let log = scratch / "qemu.log"
        let listener = try UnixSocket.listen(at: socket)
        let other = try FileDescriptor.open("/dev/null", .readOnly)
        let output = try Files.openLog(log)
        let process = try DetachedProcess.start(
            "/usr/bin/qemu-system-x86_64", arguments: QEMUArguments.build(machine),
            environment: CommandRunner.cleanEnvironment, output: output, inherited: [other, listener])
        for file in [listener, other, output] { try file.close() }
        defer {
            _ = try? process.signal(9)
            _ = process.reap()
        }
        do {
            let connection = try await QMPConnection.open(socket, within: .seconds(60))
            let status = try await connection.execute("query-status")
            #expect(status["status"]?.string == "prelaunch")
            let name = try await connection.execute("query-name")
            #expect(name["name"]?.string == machine.name)
            let blocks = try await connection.execute("query-named-block-nodes", ["flat": .bool(true)])
            guard case .array(let nodes) = blocks else { throw QMPError.malformed }
            let files = Set(nodes.compactMap { $0["file"]?.string })
            for disk in machine.disks { #expect(files.contains(disk.file.string)) }
            try await connection.execute("quit")
            await connection.close()
            try await process.waitForExit()
            #expect(process.reap() == .code(0))
        } catch {
            Issue.record("\(error), and QEMU said: \(try Files.text(log))")
        }
        #expect(try Files.text(log) == "")
        #expect(scratch.exists("a, b/console.log"))
    }

    private func machine(
        in scratch: ScratchFolder, folder name: String, firmware: MachineConfiguration.Firmware
    ) async throws -> MachineConfiguration {
        let folder = try scratch.makeFolder(name)
        let port = try #require(TCPPort.choose(address: IPv4Address.loopback.value))
        let second = try #require(TCPPort.choose(address: 0x7f00_0002))
        var machine = Machines.machine(
            in: folder, accel: .tcg, firmware: firmware,
            forwards: [
                .init(hostAddress: .loopback, hostPort: port, guestPort: 22),
                .init(hostAddress: IPv4Address(value: 0x7f00_0002), hostPort: second, guestPort: 80),
            ])
        machine.memory = .mebibytes(64)
        machine.extraArgs = ["-S"]
        let runner = CommandRunner.live
        try await runner.require(
            Command("/usr/bin/qemu-img", ["create", "-q", "-f", "qcow2", machine.disks[0].file.string, "16M"]))
        try scratch.write([UInt8](repeating: 0, count: 1 << 20), to: "\(name)/seed.iso")
        return machine
    }

    @Test("are accepted by the real QEMU, which greets on the inherited socket")
    func accepted() async throws {
        let scratch = try ScratchFolder()
        try await run(try await machine(in: scratch, folder: "a, b", firmware: .bios), in: scratch)
    }

    @Test("with UEFI are accepted by the real QEMU")
    func acceptedUEFI() async throws {
        let scratch = try ScratchFolder()
        let folder = try scratch.makeFolder("a, b")
        let variables = folder.appending("efivars.fd")
        try Files.copy("/usr/share/OVMF/OVMF_VARS_4M.fd", to: variables, limit: 64 << 20)
        let machine = try await machine(
            in: scratch, folder: "a, b",
            firmware: .uefi(code: "/usr/share/OVMF/OVMF_CODE_4M.fd", variables: variables))
        try await run(machine, in: scratch)
    }
}

@Suite("qemu-img", .timeLimit(.minutes(1)))
struct QEMUImgTests {
    @Test("makes overlays on a base of the given format, and grows them")
    func overlay() async throws {
        let scratch = try ScratchFolder()
        let tool: FilePath = "/usr/bin/qemu-img"
        // A raw disk that probing would take for qcow2.
        let base = try scratch.write(
            [0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3] + [UInt8](repeating: 0, count: (1 << 20) - 8), to: "a, b.raw")
        let overlay = scratch / "-disk,x.qcow2"
        let runner = CommandRunner.live
        try await runner.require(QEMUImg.createOverlay(tool, at: overlay, on: base, format: .raw, size: nil))
        func info() async throws -> JSONValue {
            let said = try await runner.require(Command(tool, ["info", "--output=json", overlay.string]))
            return try JSONDecoder().decode(JSONValue.self, from: Data(said.output))
        }
        var found = try await info()
        #expect(found["virtual-size"] == .number(1_048_576))
        #expect(found["backing-filename"]?.string == base.string && found["backing-filename-format"]?.string == "raw")
        try await runner.require(QEMUImg.grow(tool, disk: overlay, to: .mebibytes(3)))
        found = try await info()
        #expect(found["virtual-size"] == .number(3_145_728))
        let other = scratch / "sized.qcow2"
        try await runner.require(QEMUImg.createOverlay(tool, at: other, on: base, format: .raw, size: .mebibytes(2)))
        let file = try FileDescriptor.open(other, .readOnly)
        defer { try? file.close() }
        #expect(throws: DiskHeader.Refusal.reference("backing file")) { try DiskHeader(reading: file, expected: nil) }
    }
}
