import HolosModel
import HolosState
import HolosSystem
import HolosTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import HolosEngine

@Suite("Overlays")
struct OverlaysTests {
    private let scratch: ScratchFolder
    private let base: ImageFingerprint

    init() throws {
        scratch = try ScratchFolder()
        let image = try scratch.write(String(repeating: "x", count: 1 << 20), to: "base.raw")
        base = ImageFingerprint(
            path: image.string, format: .raw, device: 1, inode: 2, size: 1 << 20, modified: 4,
            virtualSize: .mebibytes(1))
    }

    /// Runs the real programs and notes each.
    private final class Recorder: Sendable {
        let commands = Mutex<[Command]>([])

        var runner: CommandRunner {
            CommandRunner { command, line in
                self.commands.withLock { $0.append(command) }
                return try await CommandRunner.live.stream(command, line)
            }
        }
    }

    @Test("of one kind are the same bytes, made once, as the real tool makes each of them")
    func once() async throws {
        let recorder = Recorder()
        let overlays = Overlays(qemuImg: "/usr/bin/qemu-img", runner: recorder.runner)
        let names = (0..<4).map { "\($0).qcow2" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                group.addTask { try await overlays.make(at: scratch / name, on: base, size: nil) }
            }
            try await group.waitForAll()
        }
        #expect(recorder.commands.withLock(\.count) == 1)
        try await Overlays(qemuImg: "/usr/bin/qemu-img", runner: .live).make(at: scratch / "own", on: base, size: nil)
        let own = try Files.read(scratch / "own", limit: 1 << 20)
        for name in names { #expect(try Files.read(scratch / name, limit: 1 << 20) == own) }
    }

    @Test("of another size are made by themselves")
    func sizes() async throws {
        let recorder = Recorder()
        let overlays = Overlays(qemuImg: "/usr/bin/qemu-img", runner: recorder.runner)
        for (name, size) in [("a", nil), ("b", ByteSize.mebibytes(64)), ("c", .mebibytes(64))] {
            try await overlays.make(at: scratch / name, on: base, size: size)
        }
        #expect(recorder.commands.withLock { $0.compactMap(\.arguments.last) } == ["\(scratch.path)/a", "67108864"])
        #expect(try Files.read(scratch / "b", limit: 1 << 20) == Files.read(scratch / "c", limit: 1 << 20))
        #expect(try Files.read(scratch / "a", limit: 1 << 20) != Files.read(scratch / "c", limit: 1 << 20))
    }

    @Test("fail together when the first cannot be made")
    func failure() async throws {
        let overlays = Overlays(qemuImg: "/bin/false", runner: .live)
        await #expect(throws: CommandFailure.self) { try await overlays.make(at: scratch / "a", on: base, size: nil) }
        await #expect(throws: CommandFailure.self) { try await overlays.make(at: scratch / "b", on: base, size: nil) }
        #expect(try scratch.list() == ["base.raw"])
    }
}
