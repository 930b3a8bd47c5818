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
        // The version, the project, the image's digest, and four records for each of three instances.
        #expect(kills == 15)
    }

    @Test("up, then down", arguments: ["before", "after"])
    func upThenDown(moment: String) async throws {
        let kills = try await killEverywhere(["up", "-d"], moment: moment) { _ in
        } check: {
            try await expectGone($0, $1)
        }
        #expect(kills == 15)
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

    // MARK: - Disks that are replaced

    /// Every disk that there is, kept or not, by its content.
    private func disks(_ holos: HolosFixture) throws -> [[UInt8]] {
        try ["instances", "kept"].flatMap { place in
            try holos.scratch.find("state/projects/shop/\(place)", named: "disk.qcow2").map {
                try holos.scratch.bytes($0)
            }
        }
    }

    /// Running instances whose disks have bytes of their own; returns what must not be lost.
    private func marked(_ holos: HolosFixture) async throws {
        try await stopped(holos)
        for name in ["db-0", "web-0", "web-1"] {
            try holos.scratch.append(
                Array("the bytes of \(name)".utf8), to: "state/projects/shop/instances/\(name)/disk.qcow2")
        }
        let start = try await holos.holos("start")
        #expect(start.code == 0, "\(start)")
    }

    private func expectKept(_ holos: HolosFixture, _ names: String..., write: Int) throws {
        let contents = try disks(holos).map { String(decoding: $0.suffix(64), as: UTF8.self) }
        for name in names {
            #expect(contents.count { $0.hasSuffix("the bytes of \(name)") } == 1, "write \(write): \(name)")
        }
    }

    @Test("a rebuild, then up again: each old disk is there once, whole, and each new one is whole")
    func rebuild() async throws {
        for moment in ["before", "after"] {
            let kills = try await killEverywhere(["up", "-d", "--recreate"], moment: moment) { holos in
                try await marked(holos)
                try holos.scratch.write(
                    Self.file.replacingOccurrences(of: "depends_on", with: "dns_search: [x.test], depends_on"),
                    to: "holos.yaml")
            } check: { holos, write in
                try expectKept(holos, "db-0", "web-0", "web-1", write: write)
                let again = try await holos.holos("up", "-d", "--recreate")
                #expect(again.code == 0, "write \(write): \(again)")
                try await expectConverged(holos, write)
                try expectKept(holos, "db-0", "web-0", "web-1", write: write)
                for name in ["web-0", "web-1"] {
                    #expect(try holos.scratch.list("state/projects/shop/kept/\(name)") == ["1"])
                }
            }
            // The project; for each of two instances stopping, stopped, put aside, and the four of a new one.
            #expect(kills == 15)
        }
    }

    @Test("a rollback, then again or up: both disks are there once, whole")
    func rollback() async throws {
        for moment in ["before", "after"] {
            let kills = try await killEverywhere(["rollback", "shop", "web-0"], moment: moment) { holos in
                try await marked(holos)
                let up = try await holos.holos("up", "-d", "--force-recreate", "--no-deps", "web-0")
                #expect(up.code == 0, "\(up)")
                #expect(try disks(holos).count == 4)
            } check: { holos, write in
                try expectKept(holos, "db-0", "web-0", "web-1", write: write)
                #expect(try disks(holos).count == 4)
                try await expectConverged(holos, write)
                try expectKept(holos, "db-0", "web-0", "web-1", write: write)
            }
            // Stopping, stopped, put back, starting, running.
            #expect(kills == 5)
        }
    }

    @Test("a removal of replicas, then again: what went is kept whole")
    func removal() async throws {
        for moment in ["before", "after"] {
            let arguments = ["up", "-d", "--scale", "web=1", "--remove-orphans"]
            let kills = try await killEverywhere(arguments, moment: moment, prepare: marked) { holos, write in
                try expectKept(holos, "db-0", "web-0", "web-1", write: write)
                let again = try await holos.holos(arguments)
                #expect(again.code == 0, "write \(write): \(again)")
                #expect(try await LifecycleTests.instances(holos).map(\.name) == ["db-0", "web-0"])
                try expectKept(holos, "db-0", "web-0", "web-1", write: write)
                #expect(try holos.scratch.list("state/projects/shop/kept/web-1") == ["1"])
            }
            // The project, stopping, stopped, put aside.
            #expect(kills == 4)
        }
    }

    @Test("a prune, then again: nothing but what is kept goes, and nothing of it stays")
    func prune() async throws {
        for moment in ["before", "after"] {
            let kills = try await killEverywhere(["prune", "-f"], moment: moment) { holos in
                try await marked(holos)
                let up = try await holos.holos("up", "-d", "--force-recreate", "web")
                #expect(up.code == 0, "\(up)")
            } check: { holos, write in
                try expectKept(holos, "db-0", write: write)
                let again = try await holos.holos("prune", "-f")
                #expect(again.code == 0, "write \(write): \(again)")
                try await expectConverged(holos, write)
                #expect(try holos.scratch.find("state/projects/shop/kept", named: "disk.qcow2").isEmpty)
            }
            #expect(kills == 2)
        }
    }

    @Test("a change of forwards and a pause, then up: the VM runs on with the forwards of the file")
    func forwards() async throws {
        for moment in ["before", "after"] {
            let kills = try await killEverywhere(["up", "-d"], moment: moment) { holos in
                try await running(holos)
                try holos.scratch.write(
                    Self.file.replacingOccurrences(of: "depends_on", with: "ports: [\"80\"], depends_on"),
                    to: "holos.yaml")
            } check: { holos, write in
                let before = try await LifecycleTests.instances(holos).map(\.pid)
                try await expectConverged(holos, write)
                let after = try await LifecycleTests.instances(holos)
                #expect(after.map(\.pid) == before, "write \(write)")
                #expect(after.dropFirst().allSatisfy { $0.ports.count == 1 }, "write \(write)")
            }
            // The project, and before and after for each of two instances.
            #expect(kills == 5)
            let pauses = try await killEverywhere(["pause", "web-0"], moment: moment, prepare: running) {
                try await expectConverged($0, $1)
            }
            #expect(pauses == 2)
        }
    }
}
