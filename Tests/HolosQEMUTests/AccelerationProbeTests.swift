import HolosState
import HolosSystem
import HolosTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import HolosQEMU

@Suite("The self-test of acceleration", .timeLimit(.minutes(2)))
struct AccelerationProbeTests {
    private let scratch: ScratchFolder
    private let runs = Runs()

    /// The commands that were run.
    private final class Runs: Sendable {
        let commands = Mutex<[Command]>([])
        var count: Int { commands.withLock { $0.count } }
    }

    init() throws {
        scratch = try ScratchFolder()
        try scratch.script("qemu", "true")
        try scratch.makeFolder("state")
        // Stands for the device: it can be opened.
        try scratch.write("", to: "kvm")
    }

    /// A probe whose QEMU does what the closure says.
    private func probe(_ outcome: @escaping @Sendable (Command) async throws -> CommandResult) -> AccelerationProbe {
        let runs = runs
        let runner = CommandRunner { command, _ in
            runs.commands.withLock { $0.append(command) }
            return try await outcome(command)
        }
        var probe = AccelerationProbe(qemu: scratch / "qemu", runner: runner, layout: Layout(root: scratch / "state"))
        probe.device = scratch / "kvm"
        return probe
    }

    private func working() -> AccelerationProbe { probe { _ in CommandResult(exit: .code(85)) } }

    @Test("finds that KVM works when the guest wrote its code, and runs it once")
    func works() async throws {
        let finding = try await working().find()
        #expect(finding.kvmWorks && finding.reason == "")
        #expect(finding.bootID == (try BootID.current()))
        #expect(try await working().find() == finding)
        #expect(runs.count == 1)
        #expect(try scratch.list("state") == ["acceleration.json"])
    }

    @Test("gives QEMU the boot sector, and KVM only")
    func command() async throws {
        let sector = Mutex<[UInt8]>([])
        _ = try await probe { command in
            let drive = try #require(command.arguments.first { $0.hasPrefix("if=ide") })
            let file = try #require(drive.split(separator: "file=").last)
            let bytes = try Files.read(FilePath(String(file)), limit: 4096)
            sector.withLock { $0 = bytes }
            return CommandResult(exit: .code(85))
        }.find()
        #expect(sector.withLock { $0 } == AccelerationProbe.bootSector)
        let command = try #require(runs.commands.withLock { $0.first })
        #expect(command.executable == scratch / "qemu")
        let accel = try #require(command.arguments.firstIndex(of: "-accel"))
        #expect(command.arguments[accel + 1] == "kvm")
        #expect(command.arguments.contains("-sandbox"))
    }

    @Test(
        "tells why KVM does not work",
        arguments: [
            (
                CommandResult(exit: .signal(6), errorOutput: "x\nkvm: abort here\n"),
                "(signal 6 (Aborted)): kvm: abort here"
            ),
            (
                CommandResult(exit: .code(1), errorOutput: "could not access KVM\n"),
                "(exit status 1): could not access KVM"
            ),
            (CommandResult(exit: .code(0)), "(exit status 0): no message"),
            (CommandResult(exit: .code(84)), "(exit status 84): no message"),
        ])
    func fails(result: CommandResult, reason: String) async throws {
        let finding = try await probe { _ in result }.find()
        #expect(!finding.kvmWorks)
        #expect(finding.reason == "the self-test guest did not run " + reason)
        // Kept as well.
        #expect(try await working().find() == finding)
        #expect(runs.count == 1)
    }

    @Test("ends a guest that hangs")
    func hangs() async throws {
        let cancelled = Mutex(false)
        var probe = probe { _ in
            do {
                try await Task.sleep(for: .seconds(600))
            } catch {
                cancelled.withLock { $0 = true }
                throw error
            }
            return CommandResult(exit: .code(85))
        }
        #expect(probe.patience == .seconds(5))
        probe.patience = .milliseconds(20)
        let finding = try await probe.find()
        #expect(!finding.kvmWorks && finding.reason.hasPrefix("the self-test guest hung"))
        #expect(cancelled.withLock { $0 })
        #expect(try scratch.list("state") == ["acceleration.json"])
    }

    @Test("runs nothing where there is no device, or it cannot be opened")
    func device() async throws {
        var probe = working()
        probe.device = scratch / "missing"
        #expect(try await probe.find().reason == "there is no \(scratch / "missing")")
        try Files.remove(scratch / "state/acceleration.json")
        // A folder cannot be opened for writing, whoever asks.
        probe.device = try scratch.makeFolder("folder")
        #expect(try await probe.find().reason.hasPrefix("\(scratch / "folder") cannot be opened: "))
        #expect(runs.count == 0)
    }

    @Test("is made anew for another QEMU, after another boot, and when what was kept is damaged")
    func anew() async throws {
        _ = try await working().find()
        try scratch.script("qemu", "another one")
        _ = try await working().find()
        #expect(runs.count == 2)
        let kept = try scratch.read("state/acceleration.json")
        let bootID = try BootID.current()
        try scratch.write(kept.replacing(bootID, with: "another-boot"), to: "state/acceleration.json")
        _ = try await working().find()
        #expect(runs.count == 3)
        for damaged in ["", "{", #"{"schema": 1}"#, kept.replacing(#""schema" : 1"#, with: #""schema" : 99"#)] {
            let before = runs.count
            try scratch.write(damaged, to: "state/acceleration.json")
            #expect(try await working().find().kvmWorks)
            #expect(runs.count == before + 1)
        }
    }

    @Test("needs QEMU")
    func missing() async throws {
        try Files.remove(scratch / "qemu")
        await #expect(throws: SystemError.self) { try await working().find() }
    }

    @Test("has a boot sector of one sector with the signature that firmware looks for")
    func bootSector() {
        #expect(AccelerationProbe.bootSector.count == 512)
        #expect(AccelerationProbe.bootSector.suffix(2) == [0x55, 0xaa])
    }

    @Test("runs a guest that ends with its code under the real QEMU, emulated")
    func real() async throws {
        let sector = try scratch.write(AccelerationProbe.bootSector, to: "a, b.img")
        var arguments = AccelerationProbe.arguments(bootSector: sector)
        for (option, value) in [("-accel", "tcg"), ("-cpu", "max")] {
            arguments[try #require(arguments.firstIndex(of: option)) + 1] = value
        }
        let command = Command("/usr/bin/qemu-system-x86_64", arguments)
        let result = try await Deadline.run(within: .seconds(100)) { try await CommandRunner.live.run(command) }
        #expect(result?.exit == .code(AccelerationProbe.successCode), "\(result?.errorOutput ?? "it hung")")
        #expect(AccelerationProbe.successCode == 85)
        #expect(try #require(result).errorOutput == "")
    }
}
