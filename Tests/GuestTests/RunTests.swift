import Foundation
import HolosTestSupport
import Testing

@Suite("run", .enabled(if: Guest.image != nil, Guest.missing), .timeLimit(.minutes(10)))
struct RunTests {
    @Test("streams a one-off command's output, passes its code through, and --rm leaves nothing")
    func oneOff() async throws {
        try await Guest.use { holos in
            let result = try await holos.holos(
                [
                    "run", "--rm", "./debian.qcow2", "--", "sh", "-c", "cat; echo \"$1\"; echo err >&2; exit 17", "-",
                    "a  b",
                ],
                input: Array("from stdin\n".utf8))
            #expect(result.code == 17, "\(result)")
            #expect(result.text == "from stdin\na  b\n", "\(result)")
            #expect(result.errors.contains("err\n"))
            #expect(await HolosFixture.eventually(within: .seconds(10)) { holos.processes().isEmpty })
            #expect(try holos.scratch.list("state/projects").isEmpty)
            #expect(try holos.scratch.list("state/runs").isEmpty)
        }
    }

    @Test("an image that does not exist leaves nothing either")
    func missingImage() async throws {
        try await HolosFixture.use { holos in
            let result = try await holos.holos("run", "./none.qcow2", "--", "true")
            #expect(result.code == 66, "\(result)")
            #expect(try holos.scratch.list("state/projects").isEmpty)
            #expect(try holos.scratch.list("state/runs").isEmpty)
        }
    }
}
