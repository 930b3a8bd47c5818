import Foundation
import HolosTestSupport
import Testing

@Suite("Hooks", .enabled(if: Guest.image != nil, Guest.missing), .timeLimit(.minutes(20)))
struct HookTests {
    private static func file(_ stop: String) -> String {
        """
        name: hooks
        services:
          app:
            image: ./debian.qcow2
            stop_grace_period: 60s
            environment: {OF_SERVICE: "it's here"}
            post_start:
              - command: [sh, -c, 'printf "%s|" "$$(id -un)" "$$PWD" "$$OF_SERVICE" "$$OF_HOOK" "$$1" >/var/tmp/started', "-", "x y"]
                working_dir: /usr
                environment: {OF_HOOK: "$$x\\"y"}
              - {command: [sh, -c, 'id -un >/var/tmp/as'], user: www-data}
            pre_stop:
              - {command: [sh, -c, '\(stop)']}

        """
    }

    @Test("run in the guest as whom and where the file says; one that fails before a stop keeps the VM, and is told")
    func hooks() async throws {
        try await Guest.use { holos in
            try holos.scratch.write(Self.file("echo not yet >&2; exit 3"), to: "holos.yaml")
            // Also without waiting for anything else.
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 0, "\(up)")
            let started = try await holos.holos("exec", "app", "--", "cat", "/var/tmp/started", "/var/tmp/as")
            #expect(started.text == "root|/usr|it's here|$x\"y|x y|www-data\n", "\(started)")

            let stop = try await holos.holos("stop")
            #expect(stop.code == 85, "\(stop)")
            #expect(stop.errors.contains("`pre_stop[0]` of `app-0` failed: exit status 3\n    not yet"), "\(stop)")
            #expect(try await holos.holos("ps", "--format", "json").text.contains("\"phase\" : \"running\""))

            // A change of hooks needs nothing of the VM, and those that ran do not run again.
            try holos.scratch.write(Self.file("date >/var/tmp/stopped"), to: "holos.yaml")
            let plan = try await holos.holos("up", "-d", "--dry-run")
            #expect(plan.text == "update   app-0  live: `pre_stop` changed\n", "\(plan)")
            #expect(try await holos.holos("up", "-d").code == 0)
            let off = try await holos.holos("stop")
            #expect(off.code == 0 && !off.errors.contains("warning"), "\(off)")
            try holos.scratch.write(
                Self.file("true").replacingOccurrences(of: "\"-\", \"x y\"", with: "\"-\", \"again\""), to: "holos.yaml"
            )
            let again = try await holos.holos("up", "-d")
            #expect(again.code == 0, "\(again)")
            let after = try await holos.holos(
                "exec", "app", "--", "sh", "-c", "cat /var/tmp/started; test -s /var/tmp/stopped")
            #expect(after.code == 0 && after.text.hasSuffix("|again|"), "\(after)")
        }
    }
}
