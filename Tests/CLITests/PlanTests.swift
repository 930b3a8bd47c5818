import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// Changes of the file, on real VMs that only halt: what runs on, what restarts, what is kept.
@Suite("Plans")
struct PlanTests {
    private typealias Instance = LifecycleTests.Instance

    private static func service(_ image: String = "halt.raw", _ rest: String = "") -> String {
        "{image: ./\(image), stop_grace_period: 0s, vm: {memory_mb: 64}\(rest.isEmpty ? "" : ", \(rest)")}"
    }

    private static func write(_ holos: HolosFixture, _ services: String...) throws {
        try holos.scratch.write("name: shop\nservices:\n  \(services.joined(separator: "\n  "))\n", to: "holos.yaml")
    }

    private static func up(_ holos: HolosFixture, _ arguments: String...) async throws {
        let result = try await holos.holos(["up", "-d"] + arguments)
        #expect(result.code == 0, "\(result)")
    }

    /// Gives a disk bytes of its own, and returns all of it.
    private static func mark(_ holos: HolosFixture, _ path: String) throws -> [UInt8] {
        try holos.scratch.append(Array("marked \(UUID())".utf8), to: path)
        return try holos.scratch.bytes(path)
    }

    /// Whether somebody listens on a port of 127.0.0.1.
    private static func listens(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    @Test("forwards change on the VM that runs, and those that stay keep their port")
    func livePorts() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try Self.write(holos, "web: \(Self.service("halt.raw", "ports: [\"80\", \"81\"]"))")
            try await Self.up(holos)
            let before = try #require(try await LifecycleTests.instances(holos).first)
            #expect(before.ports.allSatisfy { Self.listens($0.hostPort) })
            try Self.write(holos, "web: \(Self.service("halt.raw", "ports: [\"81\", \"82\"], labels: {a: b}"))")
            let plan = try await holos.holos("up", "-d", "--dry-run")
            #expect(plan.text == "update   web-0  live: `ports`, `labels` changed\n")
            try await Self.up(holos)
            let after = try #require(try await LifecycleTests.instances(holos).first)
            #expect(after.pid == before.pid && after.sshPort == before.sshPort)
            #expect(after.ports.map(\.guestPort) == [81, 82])
            #expect(after.ports[0] == before.ports[1])
            #expect(Self.listens(after.ports[0].hostPort) && Self.listens(after.ports[1].hostPort))
            #expect(!Self.listens(before.ports[0].hostPort))
            #expect(try Self.listens(#require(after.sshPort)))
            #expect(try await holos.holos("up", "-d", "--dry-run").text == "nothing to do\n")
        }
    }

    @Test("a forward that cannot be had is told before anything changes")
    func takenPort() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try Self.write(holos, "a: \(Self.service("halt.raw", "ports: [\"80\"]"))", "b: \(Self.service())")
            try await Self.up(holos)
            let port = try #require(try await LifecycleTests.instances(holos).first?.ports.first?.hostPort)
            try Self.write(
                holos, "a: \(Self.service("halt.raw", "ports: [\"80\"]"))",
                "b: \(Self.service("halt.raw", "ports: [\"\(port):80\"]"))")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 69 && up.errors.contains("is already taken by `a-0` of project `shop`"), "\(up)")
            #expect(try await LifecycleTests.instances(holos)[1].ports.isEmpty)
        }
    }

    @Test("a new disk needs agreement; the old one is kept as it is, put back by rollback, and removed by prune")
    func rebuild() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.haltingImage("other.raw")
            try Self.write(holos, "web: \(Self.service("halt.raw", "ports: [\"80\"]"))", "db: \(Self.service())")
            try await Self.up(holos)
            #expect(try await holos.holos("stop", "web").code == 0)
            let disk = "state/projects/shop/instances/web-0/disk.qcow2"
            let kept = "state/projects/shop/kept/web-0/1"
            let old = try Self.mark(holos, disk)
            try await Self.up(holos)
            let before = try await LifecycleTests.instances(holos)

            try Self.write(holos, "web: \(Self.service("other.raw", "ports: [\"80\"]"))", "db: \(Self.service())")
            let plan = try await holos.holos("up", "-d", "--dry-run", "--format", "json")
            #expect(plan.code == 0)
            try Golden.expect(
                plan.text.replacingOccurrences(of: holos.scratch.path.string, with: "SCRATCH"), "plan-rebuild.json")
            let refused = try await holos.holos("up", "-d")
            #expect(
                refused.code == 86 && refused.errors.contains("`web-0` gets a new root disk: `image` ("), "\(refused)")
            #expect(refused.errors.contains("hint: `--recreate` agrees"))
            #expect(try await LifecycleTests.instances(holos) == before)
            #expect(!holos.scratch.exists(kept))

            try await Self.up(holos, "--recreate")
            let after = try await LifecycleTests.instances(holos)
            #expect(after[0] == before[0])
            #expect(after[1].pid != before[1].pid && after[1].phase == "running")
            #expect(after[1].addresses == before[1].addresses && after[1].ports == before[1].ports)
            #expect(try holos.scratch.bytes("\(kept)/disk.qcow2") == old)
            #expect(try holos.scratch.bytes(disk) != old)

            let back = try await holos.holos("rollback", "shop", "web")
            #expect(back.code == 0, "\(back)")
            #expect(try await LifecycleTests.instances(holos).map(\.phase) == ["running", "running"])
            #expect(try await LifecycleTests.instances(holos)[0] == before[0])
            #expect(try await holos.holos("stop", "web").code == 0)
            #expect(try holos.scratch.bytes(disk) == old)
            // What it is based on is the image of its own time: the file still wants the other one.
            #expect(try await holos.holos("up", "-d").code == 86)
            #expect(try await holos.holos("start", "web").code == 0)

            let list = try await holos.holos("prune", "--dry-run", "--format", "json")
            #expect(list.text.contains("\"number\" : 1") && list.text.contains("other.raw"), "\(list)")
            let asked = try await holos.holos("prune")
            #expect(asked.code == 86 && asked.errors.contains("`--force`"), "\(asked)")
            #expect(holos.scratch.exists("\(kept)/disk.qcow2"))
            let pruned = try await holos.holos("prune", "-f")
            #expect(pruned.code == 0 && pruned.errors.contains("removed 1 kept disk, "), "\(pruned)")
            #expect(!holos.scratch.exists("state/projects/shop/kept"))
            let nothing = try await holos.holos("rollback", "web")
            #expect(nothing.code == 66 && nothing.errors.contains("nothing is kept of `web-0`"), "\(nothing)")
        }
    }

    @Test("prune leaves a kept disk that another disk is based on")
    func pruneBase() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try Self.write(holos, "web: \(Self.service())")
            try await Self.up(holos)
            try await Self.up(holos, "--force-recreate")
            let kept = "state/projects/shop/kept/web-0/1/disk.qcow2"
            // A whole disk of its own: an overlay would be refused as a base.
            try FileManager.default.removeItem(atPath: (holos.scratch / kept).string)
            try holos.haltingImage(kept)
            try Self.write(
                holos, "web: \(Self.service())", "copy: {image: ./\(kept), image_format: raw, stop_grace_period: 0s}")
            try await Self.up(holos)
            let prune = try await holos.holos("prune", "-f")
            #expect(prune.code == 0, "\(prune)")
            #expect(prune.errors.contains("the disk of `copy-0` of project `shop` is based on it"), "\(prune)")
            #expect(holos.scratch.exists(kept))
        }
    }

    @Test("on a terminal it asks; anything but yes does nothing")
    func terminal() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try Self.write(holos, "web: \(Self.service())")
            try await Self.up(holos)
            let before = try await LifecycleTests.instances(holos)
            try Self.write(holos, "web: \(Self.service("halt.raw", "hostname: other"))")
            func answer(_ text: String) async throws -> HolosFixture.Result {
                try await holos.onTerminal(["up", "-d"], input: text)
            }
            let no = try await answer("n\n")
            #expect(no.code == 86, "\(no)")
            #expect(no.text.contains("`web-0` gets a new root disk: `hostname` (the instance's name → other) changed"))
            #expect(no.text.contains("Go on? [y/N]") && no.text.contains("nothing was done"), "\(no)")
            #expect(try await LifecycleTests.instances(holos) == before)
            let yes = try await answer("y\n")
            #expect(yes.code == 0, "\(yes)")
            #expect(try await LifecycleTests.instances(holos).map(\.pid) != before.map(\.pid))
            #expect(holos.scratch.exists("state/projects/shop/kept/web-0/1/disk.qcow2"))
        }
    }

    @Test("--scale adds and takes away; what goes needs agreement, is kept, and comes back as it was")
    func scale() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try Self.write(holos, "web: \(Self.service())", "db: \(Self.service())")
            try await Self.up(holos, "--scale", "web=3")
            let three = try await LifecycleTests.instances(holos)
            #expect(three.map(\.name) == ["db-0", "web-0", "web-1", "web-2"])
            let refused = try await holos.holos("up", "-d")
            #expect(refused.code == 86 && refused.errors.contains("`web-2` goes: `web` has 1 replica"), "\(refused)")
            #expect(try await LifecycleTests.instances(holos) == three)
            // Of another service, nothing is asked and nothing done.
            try await Self.up(holos, "db")
            try await Self.up(holos, "--scale", "web=1", "--remove-orphans")
            #expect(try await LifecycleTests.instances(holos) == Array(three[0...1]))
            #expect(holos.processes().count == 2)
            #expect(holos.scratch.exists("state/projects/shop/kept/web-2/1/disk.qcow2"))
            let back = try await holos.holos("rollback", "shop", "web-1")
            #expect(back.code == 0, "\(back)")
            #expect(try await LifecycleTests.instances(holos).map(\.phase) == ["running", "running", "stopped"])
            for wrong in [["--scale", "web"], ["--scale", "web=-1"], ["--scale", "=1"]] {
                #expect(try await holos.holos(["up"] + wrong).code == 64)
            }
            #expect(try await holos.holos("up", "--scale", "wbe=1").errors.contains("did you mean `web`?"))
        }
    }

    @Test("services that are gone are left until --remove-orphans; named services touch nothing else")
    func orphans() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try Self.write(
                holos, "app: \(Self.service("halt.raw", "depends_on: [db]"))", "db: \(Self.service())",
                "old: \(Self.service())")
            try await Self.up(holos, "app")
            #expect(try await LifecycleTests.instances(holos).map(\.name) == ["app-0", "db-0"])
            try await Self.up(holos, "--no-deps", "old")
            #expect(try await LifecycleTests.instances(holos).map(\.name) == ["app-0", "db-0", "old-0"])
            try Self.write(holos, "app: \(Self.service("halt.raw", "depends_on: [db]"))", "db: \(Self.service())")
            let left = try await holos.holos("up", "-d")
            #expect(left.code == 0 && left.errors.contains("the file does not have `old-0` any more"), "\(left)")
            try await Self.up(holos, "--remove-orphans")
            #expect(try await LifecycleTests.instances(holos).map(\.name) == ["app-0", "db-0"])
            #expect(holos.processes().count == 2)
            #expect(holos.scratch.exists("state/projects/shop/kept/old-0/1/disk.qcow2"))
        }
    }
}
