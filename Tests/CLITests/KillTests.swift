import Foundation
import HolosTestSupport
import Testing

/// `kill -9` of a command just before and just after each record that it writes: the next commands see every VM and
/// converge.
@Suite("Killed commands")
struct KillTests {
    private static let file = """
        name: shop
        services:
          db: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: 64}}
          web: {image: ./halt.raw, replicas: 2, stop_grace_period: 0s, vm: {memory_mb: 64}, depends_on: [db]}
        """

    /// Runs the command, killed at each of its writes in turn; each time on what `prepare` made.
    ///
    /// - Returns: how many times it was killed.
    private func killEverywhere(
        _ arguments: [String], moment: String, prepare: (HolosFixture) async throws -> Void,
        check: (HolosFixture, Int) async throws -> Void
    ) async throws -> Int {
        for write in 1..<100 {
            let killed = try await HolosFixture.use { holos in
                try holos.haltingImage()
                try holos.scratch.write(Self.file, to: "holos.yaml")
                try await prepare(holos)
                let result = try await holos.holos(arguments, environment: ["HOLOS_TEST_KILL": "\(moment):\(write)"])
                guard result.code == 128 + SIGKILL else {
                    #expect(result.code == 0, "\(result)")
                    return false
                }
                // ps sees every QEMU there is, and no other. A launcher that was just started becomes QEMU, or ends by
                // itself, a moment later.
                let seesAll = try await HolosFixture.eventually(within: .seconds(10)) {
                    let seen = try await LifecycleTests.instances(holos).compactMap(\.pid)
                    return Set(seen) == Set(holos.processes())
                }
                #expect(seesAll, "\(moment) write \(write): ps does not see every VM")
                try await check(holos, write)
                return true
            }
            if !killed { return write - 1 }
        }
        Issue.record("the command never finished")
        return 0
    }

    /// Every instance runs once, in the files it should have.
    private func expectConverged(_ holos: HolosFixture, _ write: Int) async throws {
        let up = try await holos.holos("up", "-d")
        #expect(up.code == 0, "write \(write): \(up)")
        let instances = try await LifecycleTests.instances(holos)
        #expect(instances.map { "\($0.name) \($0.phase)" } == ["db-0 running", "web-0 running", "web-1 running"])
        #expect(holos.processes().sorted() == instances.compactMap(\.pid).sorted())
        #expect(Set(instances.compactMap { $0.addresses["user"] }).count == 3)
        #expect(
            try holos.scratch.list("state/projects/shop/instances/web-0").filter { !$0.hasSuffix(".log") } == [
                "disk.qcow2", "instance.json", "known_hosts", "qemu.lock", "qmp.sock", "seed.iso",
            ])
    }

    private func expectGone(_ holos: HolosFixture, _ write: Int) async throws {
        let exists = holos.scratch.exists("state/projects/shop")
        let down = try await holos.holos("down")
        #expect(down.code == 0, "write \(write), project \(exists): \(down)")
        #expect(holos.processes().isEmpty)
        #expect(!holos.scratch.exists("state/projects/shop"))
    }

    private func running(_ holos: HolosFixture) async throws {
        let up = try await holos.holos("up", "-d")
        #expect(up.code == 0, "\(up)")
    }

    private func stopped(_ holos: HolosFixture) async throws {
        try await running(holos)
        let stop = try await holos.holos("stop")
        #expect(stop.code == 0, "\(stop)")
    }

    @Test("up, then up again", arguments: ["before", "after"])
    func upThenUp(moment: String) async throws {
        let kills = try await killEverywhere(["up", "-d"], moment: moment) { _ in
        } check: { holos, write in
            try await expectConverged(holos, write)
            try await expectGone(holos, write)
        }
        // The version, the project, and four records for each of three instances.
        #expect(kills == 14)
    }

    @Test("up, then down", arguments: ["before", "after"])
    func upThenDown(moment: String) async throws {
        let kills = try await killEverywhere(["up", "-d"], moment: moment) { _ in
        } check: {
            try await expectGone($0, $1)
        }
        #expect(kills == 14)
    }

    @Test("down, then up or down", arguments: ["before", "after"])
    func down(moment: String) async throws {
        let kills = try await killEverywhere(["down"], moment: moment, prepare: running) { holos, write in
            if write % 2 == 0 { try await expectConverged(holos, write) }
            try await expectGone(holos, write)
        }
        // Stopping, stopped and removing for each of three instances.
        #expect(kills == 9)
    }

    @Test("stop, then up", arguments: ["before", "after"])
    func stop(moment: String) async throws {
        let kills = try await killEverywhere(["stop"], moment: moment, prepare: running) {
            try await expectConverged($0, $1)
        }
        #expect(kills == 6)
    }

    @Test("start, then up", arguments: ["before", "after"])
    func start(moment: String) async throws {
        let kills = try await killEverywhere(["start"], moment: moment, prepare: stopped) {
            try await expectConverged($0, $1)
        }
        #expect(kills == 6)
    }
}
