import HolosSystem
import Synchronization
import SystemPackage
import Testing

@Suite("Line stream")
struct LineStreamTests {
    private static func lines(_ script: String) async throws -> (lines: [[UInt8]], result: CommandResult) {
        let told = Mutex<[[UInt8]]>([])
        let result = try await LineStream.run(Command("/bin/sh", ["-c", script])) { line in
            told.withLock { $0.append(line) }
        }
        return (told.withLock { $0 }, result)
    }

    @Test("tells each line as the bytes it has, also one without an end")
    func bytes() async throws {
        let (lines, result) = try await Self.lines("printf 'a\\n\\n\\377\\r\\nend'; echo why >&2; exit 3")
        #expect(lines == [Array("a".utf8), [], [0xff, 0x0d], Array("end".utf8)])
        #expect(result.exit == .code(3) && result.lastErrorLine == "why" && result.output.isEmpty)
    }

    @Test("goes on beyond what is kept of other programs, and cuts a line that does not end")
    func long() async throws {
        let (many, _) = try await Self.lines("seq 300000")
        #expect(many.count == 300_000 && many.last == Array("300000".utf8))
        let (cut, _) = try await Self.lines("head -c 300000 /dev/zero")
        #expect(cut.count > 1 && cut.map(\.count).reduce(0, +) == 300_000)
    }

    @Test("ends with the task that reads it")
    func cancelled() async throws {
        let task = Task { try await Self.lines("echo begun; exec sleep 600") }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }
}
