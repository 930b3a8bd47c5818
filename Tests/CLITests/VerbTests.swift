import Foundation
import HolosTestSupport
import Testing

/// `stop`, `restart`, `kill`, `pause`, `unpause`, `wait` and `ls` on guests of one boot sector.
@Suite("Verbs")
struct VerbTests {
    private typealias Instance = LifecycleTests.Instance

    /// `db`, and `web` that depends on it; guests that only halt.
    private func withTwo(_ body: (HolosFixture) async throws -> Void) async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                """
                name: shop
                services:
                  db: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: 64}}
                  web:
                    image: ./halt.raw
                    stop_grace_period: 0s
                    vm: {memory_mb: 64}
                    depends_on: {db: {condition: service_started, restart: true}}
                """, to: "holos.yaml")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 0, "\(up)")
            try await body(holos)
        }
    }

    private func run(_ holos: HolosFixture, _ arguments: String...) async throws {
        let result = try await holos.holos(arguments)
        #expect(result.code == 0, "\(arguments): \(result)")
    }

    @Test("a guest that hears the power button is off at once; one that does not is said to have been killed")
    func powerButton() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.obedientImage()
            try holos.scratch.write(
                """
                name: shop
                services:
                  deaf: {image: ./halt.raw, stop_grace_period: 1s, vm: {memory_mb: 64}}
                  good: {image: ./obedient.raw, stop_grace_period: 60s, vm: {memory_mb: 64}}
                """, to: "holos.yaml")
            try await run(holos, "up", "-d")
            // Presses until the guest, which may still be in its firmware, hears it.
            let good = try await holos.holos("stop", "good")
            #expect(good.code == 0 && !good.errors.contains("killed"), "\(good)")
            #expect(good.errors.contains("good-0  stopped"), "\(good)")
            let deaf = try await holos.holos("stop")
            #expect(deaf.code == 0, "\(deaf)")
            #expect(deaf.errors.contains("warning: `deaf-0` did not power off within 1s and was killed"), "\(deaf)")
            try await run(holos, "start")
            let start = ContinuousClock.now
            let stop = try await holos.holos("stop", "-t", "0", "deaf")
            #expect(stop.code == 0 && !stop.errors.contains("warning"), "\(stop)")
            #expect(start.duration(to: .now) < .seconds(5))
            #expect(try await holos.holos("stop", "-t", "soon").code == 64)
        }
    }

    @Test("restart restarts what was named, and those who ask to be restarted with it; nothing else")
    func restart() async throws {
        try await withTwo { holos in
            let first = try await LifecycleTests.instances(holos)
            try await run(holos, "restart", "web")
            let second = try await LifecycleTests.instances(holos)
            #expect(second[0] == first[0] && second[1].pid != first[1].pid && second[1].ports == first[1].ports)
            try await run(holos, "restart", "-t", "1", "db")
            let third = try await LifecycleTests.instances(holos)
            #expect(third.map(\.phase) == ["running", "running"])
            #expect(third[0].pid != second[0].pid && third[1].pid != second[1].pid)
            try await run(holos, "restart", "--no-deps", "db")
            let fourth = try await LifecycleTests.instances(holos)
            #expect(fourth[0].pid != third[0].pid && fourth[1] == third[1])
        }
    }

    @Test("kill ends what was named, by intent; signals that do not end QEMU are refused")
    func kill() async throws {
        try await withTwo { holos in
            try await run(holos, "kill", "web")
            #expect(try await LifecycleTests.instances(holos).map(\.phase) == ["running", "stopped"])
            try await run(holos, "kill", "-s", "SIGTERM")
            #expect(try await LifecycleTests.instances(holos).map(\.phase) == ["stopped", "stopped"])
            #expect(holos.processes().isEmpty)
            let usr = try await holos.holos("kill", "-s", "USR1")
            #expect(usr.code == 64, "\(usr)")
            try await run(holos, "kill")
        }
    }

    @Test("pause halts the processors and ps says so; unpause, start and up let them go on, stop works too")
    func pause() async throws {
        try await withTwo { holos in
            try await run(holos, "pause", "web")
            let paused = try await LifecycleTests.instances(holos)
            #expect(paused.map(\.phase) == ["running", "paused"])
            let exec = try await holos.holos("exec", "web", "--", "true")
            #expect(exec.code == 1 && exec.errors.contains("`holos unpause`"), "\(exec)")
            try await run(holos, "unpause")
            #expect(try await LifecycleTests.instances(holos).map(\.phase) == ["running", "running"])
            try await run(holos, "pause")
            try await run(holos, "up", "-d")
            let running = try await LifecycleTests.instances(holos)
            #expect(running.map(\.phase) == ["running", "running"] && running.map(\.pid) == paused.map(\.pid))
            try await run(holos, "pause", "db")
            try await run(holos, "stop")
            let off = try await holos.holos("pause", "db")
            #expect(off.code == 1 && off.errors.contains("`db-0` is not running; it is stopped"), "\(off)")
        }
    }

    @Test("wait returns when the VMs are off, tells what will never be, and gives up when its time is over")
    func wait() async throws {
        try await withTwo { holos in
            let late = try await holos.holos("wait", "--timeout", "1s")
            #expect(late.code == 80 && late.errors.contains("`db-0` is not stopped: the time is up"), "\(late)")
            let fixture = holos
            let waited = try await holos.holos(["wait", "web"]) { _ in
                try await Task.sleep(for: .milliseconds(300))
                _ = try await fixture.holos("kill", "web")
            }
            #expect(waited.code == 0, "\(waited)")
            let never = try await holos.holos("wait", "--for", "ready", "web")
            #expect(never.code == 82 && never.errors.contains("`web-0` is not ready: it is stopped"), "\(never)")
            let none = try await holos.holos("wait", "--for", "completed")
            #expect(none.code == 1 && none.errors.contains("none of the services has a `command`"), "\(none)")
        }
    }

    @Test("ls tells of each project, also of one whose record is damaged")
    func list() async throws {
        try await withTwo { holos in
            try await run(holos, "stop", "web")
            let list = try await holos.holos("ls")
            #expect(list.text.contains("shop  running 1, stopped 1  \(holos.scratch.path)/holos.yaml\n"), "\(list)")
            #expect(try await holos.holos("ls", "-q").text == "shop\n")
            try holos.scratch.write("{", to: "state/projects/shop/project.json")
            #expect(try await holos.holos("ls").text.contains("shop  running 1, stopped 1  -\n"))
            let json = try await holos.holos("ls", "--format", "json")
            #expect(json.code == 0 && json.text.contains("\"phases\" : {\n      \"running\" : 1,"), "\(json)")
        }
    }
}
