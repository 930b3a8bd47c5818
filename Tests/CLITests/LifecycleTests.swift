import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// Real QEMU with guests that only halt: everything about VMs that needs no operating system.
@Suite("Lifecycle")
struct LifecycleTests {
    static func instances(_ holos: HolosFixture, _ arguments: String...) async throws -> [Instance] {
        let result = try await holos.holos(["ps", "--format", "json"] + arguments)
        #expect(result.code == 0, "\(result)")
        return try JSONDecoder().decode([Instance].self, from: Data(result.output))
    }

    /// What `ps --format json` says.
    struct Instance: Decodable, Equatable {
        struct Port: Decodable, Equatable {
            let hostAddress: String
            let hostPort: Int
            let guestPort: Int
            let ephemeral: Bool
        }
        let project: String
        let service: String
        let name: String
        let phase: String
        let pid: Int32?
        let ports: [Port]
        let sshPort: Int?
        let addresses: [String: String]
        let accel: String?
    }

    static func isAlive(_ pid: Int32?) -> Bool {
        guard let pid, let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
            return false
        }
        return !stat.contains(") Z ")
    }

    @Test("up, ps, stop, start and down do what they say, and down leaves nothing")
    func wholeLife() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                """
                name: shop
                services:
                  web: {image: ./halt.raw, replicas: 2, stop_grace_period: 0s, ports: ["80"], vm: {memory_mb: 64}}
                  db: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: 64}}
                """, to: "holos.yaml")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 0 && up.text.isEmpty, "\(up)")
            let first = try await Self.instances(holos)
            #expect(first.map(\.name) == ["db-0", "web-0", "web-1"])
            #expect(first.allSatisfy { $0.phase == "running" && $0.accel == "tcg" && $0.project == "shop" })
            #expect(first.allSatisfy { Self.isAlive($0.pid) })
            #expect(Set(first.compactMap(\.pid)) == Set(holos.processes()))
            #expect(Set(first.compactMap { $0.addresses["user"] }).count == 3)
            #expect(first[1].ports[0].hostAddress == "127.0.0.1" && first[1].ports[0].ephemeral)
            #expect(Set(first.flatMap(\.ports).map(\.hostPort) + first.compactMap(\.sshPort)).count == 5)

            // Again: nothing happens to what is right.
            #expect(try await holos.holos("up", "-d").code == 0)
            #expect(try await Self.instances(holos) == first)

            #expect(try await holos.holos("stop", "web-1", "db").code == 0)
            let stopped = try await Self.instances(holos)
            #expect(stopped.map(\.phase) == ["stopped", "running", "stopped"])
            #expect(stopped[1].pid == first[1].pid)

            #expect(try await holos.holos("start").code == 0)
            let again = try await Self.instances(holos)
            #expect(again.allSatisfy { $0.phase == "running" })
            #expect(again[1] == first[1])
            // What was allocated stays.
            #expect(again.map(\.addresses) == first.map(\.addresses))
            #expect(again.map(\.ports) == first.map(\.ports))

            let pids = again.compactMap(\.pid)
            #expect(try await holos.holos("down").code == 0)
            #expect(pids.allSatisfy { !Self.isAlive($0) })
            #expect(holos.processes().isEmpty)
            #expect(try holos.scratch.list("state/projects").isEmpty)
        }
    }

    @Test("nothing in the state directory can be read by others, and sockets are owner-only")
    func modes() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            let enumerator = FileManager.default.enumerator(atPath: holos.stateDirectory.string)
            var seen = 0
            while let name = enumerator?.nextObject() as? String {
                let mode = try holos.scratch.mode("state/\(name)")
                #expect(mode & 0o077 == 0, "\(name) has mode \(String(mode, radix: 8))")
                seen += 1
            }
            #expect(seen > 12)
            #expect(try holos.scratch.mode("state") == 0o700)
        }
    }

    @Test(
        "QEMU runs without new privileges, in the seccomp sandbox, in a session of its own, with no descriptor of ours")
    func confined() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            let pid = try #require(try await Self.instances(holos).first?.pid)
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            #expect(status.contains("NoNewPrivs:\t1"))
            #expect(status.contains("Seccomp:\t2"))
            #expect(getsid(pid) == pid)
            let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")
                .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)") }
            #expect(!descriptors.contains { $0.hasSuffix("/shop/lock") }, "the project's lock leaked into QEMU")
            #expect(descriptors.contains { $0.hasSuffix("/vm-0/qemu.lock") })
        }
    }

    @Test("a VM that powers off at once is told with exit code 82, and is not running afterwards")
    func earlyExit() async throws {
        try await HolosFixture.use { holos in
            try holos.poweringOffImage()
            try holos.scratch.write("name: shop\nservices:\n  vm: {image: ./off.raw}\n", to: "holos.yaml")
            let up = try await holos.holos("up")
            #expect(up.code == 82, "\(up)")
            #expect(up.errors.contains("the VM of `vm-0` ended before it was ready: exit status 0"), "\(up)")
            #expect(try await Self.instances(holos).map(\.phase) == ["failed"])
            #expect(holos.processes().isEmpty)
        }
    }

    @Test("a port that somebody takes between holos' choice and QEMU's bind is chosen anew")
    func portLost() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, ports: ['80'], stop_grace_period: 0s}\n",
                to: "holos.yaml")
            // The first QEMU finds the port of its second forward bound.
            let qemu = try holos.scratch.script(
                "qemu",
                """
                if mkdir '\(holos.scratch.path)/stolen' 2>/dev/null; then
                    mkfifo '\(holos.scratch.path)/bound'
                    port=$(printf '%s\\n' "$@" | sed -n 's/.*:\\([0-9]*\\)-[0-9.]*:80,*.*/\\1/p')
                    python3 -c 'import socket, sys, time
                s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen()
                open(sys.argv[2], "w").write(sys.argv[1])
                time.sleep(20)' "$port" '\(holos.scratch.path)/bound' </dev/null >/dev/null 2>&1 3>&- 4>&- &
                    cat '\(holos.scratch.path)/bound' > '\(holos.scratch.path)/stolen/port'
                    printf %s $! > '\(holos.scratch.path)/stolen/pid'
                fi
                exec qemu-system-x86_64 "$@"
                """)
            let up = try await holos.holos(
                ["up", "-d"], environment: ["HOLOS_QEMU_SYSTEM": "\(qemu)"])
            let stolen = try #require(Int(holos.scratch.read("stolen/port")))
            let thief = try #require(Int32(holos.scratch.read("stolen/pid")))
            defer { kill(thief, SIGKILL) }
            #expect(up.code == 0, "\(up)")
            #expect(up.errors.contains("port \(stolen) of `vm-0` was taken meanwhile"), "\(up)")
            let port = try #require(try await Self.instances(holos)[0].ports.first)
            #expect(port.hostPort != stolen && port.guestPort == 80)
        }
    }

    @Test("a QEMU that refuses its arguments is told with its own words and exit code 82")
    func badArguments() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, vm: {extra_args: [-device, no-such-device]}}\n",
                to: "holos.yaml")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 82, "\(up)")
            #expect(up.errors.contains("QEMU of `vm-0` did not start: exit status 1"), "\(up)")
            #expect(up.errors.contains("'no-such-device' is not a valid device model name"), "\(up)")
            #expect(try await Self.instances(holos).map(\.phase) == ["failed"])
            // Mended, it starts with the disk it has.
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
        }
    }

    @Test("a failure of one instance does not hold up the others")
    func partialFailure() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                """
                name: shop
                services:
                  bad: {image: ./halt.raw, vm: {extra_args: [-no-such-option]}}
                  good: {image: ./halt.raw, stop_grace_period: 0s}
                  behind: {image: ./halt.raw, depends_on: [bad]}
                """, to: "holos.yaml")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 82)
            let states = try await Self.instances(holos).map { "\($0.name) \($0.phase)" }
            #expect(states == ["bad-0 failed", "behind-0 stopped", "good-0 running"])
        }
    }

    @Test("a guest that never answers is told when the time is up, with what it was at and exit code 80")
    func notReady() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            let up = try await holos.holos("up", "--wait-timeout", "2s")
            #expect(up.code == 80, "\(up)")
            #expect(
                up.errors.contains("`vm-0` was not ready after 2 s: the guest does not answer over SSH yet"), "\(up)")
            // It is left for a look.
            #expect(try await Self.instances(holos).allSatisfy { Self.isAlive($0.pid) && $0.phase == "failed" })
        }
    }

    @Test("an interrupted up is exit code 130; the VM runs on and the next command knows it")
    func interrupted() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            let up = try await holos.holos(["up"]) { pid in
                let happened = try await HolosFixture.eventually(within: .seconds(20)) {
                    try await Self.instances(holos).map(\.phase) == ["running"]
                }
                #expect(happened)
                kill(pid, SIGINT)
            }
            #expect(up.code == 130, "\(up)")
            #expect(up.errors.hasSuffix("error: interrupted\n"))
            let instance = try #require(try await Self.instances(holos).first)
            #expect(instance.phase == "running" && Self.isAlive(instance.pid))
            #expect(try await holos.holos("down").code == 0)
            #expect(!Self.isAlive(instance.pid))
        }
    }

    @Test("a QEMU that was killed is seen as exited, and up starts it again on the same disk")
    func crashedVM() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            let before = try #require(try await Self.instances(holos).first)
            let disk = "state/projects/shop/instances/vm-0/disk.qcow2"
            let inode =
                try FileManager.default.attributesOfItem(atPath: (holos.scratch / disk).string)[.systemFileNumber]
                as? Int
            kill(try #require(before.pid), SIGKILL)
            let happened = try await HolosFixture.eventually(within: .seconds(10)) {
                try await Self.instances(holos).map(\.phase) == ["exited"]
            }
            #expect(happened)
            #expect(try await holos.holos("up", "-d").code == 0)
            let after = try #require(try await Self.instances(holos).first)
            #expect(after.phase == "running" && after.pid != before.pid && after.sshPort == before.sshPort)
            #expect(
                try FileManager.default.attributesOfItem(atPath: (holos.scratch / disk).string)[.systemFileNumber]
                    as? Int == inode)
        }
    }

    @Test("a changed machine is restarted with the same disk")
    func changes() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            func write(_ memory: Int) throws {
                try holos.scratch.write(
                    "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: \(memory)}}\n",
                    to: "holos.yaml")
            }
            try write(64)
            #expect(try await holos.holos("up", "-d").code == 0)
            let first = try #require(try await Self.instances(holos).first)
            try write(96)
            let plan = try await holos.holos("up", "-d", "--dry-run")
            #expect(
                plan.text
                    == "stop     vm-0  restart: `vm.memory_mb` (64M → 96M) changed\nstart    vm-0  restart: `vm.memory_mb` (64M → 96M) changed\n"
            )
            #expect(try await holos.holos("up", "-d").code == 0)
            let second = try #require(try await Self.instances(holos).first)
            #expect(second.pid != first.pid)
            let line = try String(contentsOfFile: "/proc/\(try #require(second.pid))/cmdline", encoding: .utf8)
            #expect(line.contains("\0-m\u{0}96M\0"))
        }
    }

    @Test("a base image that changed under a disk is refused before QEMU opens it")
    func changedBase() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            #expect(try await holos.holos("stop").code == 0)
            try holos.poweringOffImage("halt.raw")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 84, "\(up)")
            #expect(up.errors.contains("has changed since the disk of `vm-0` was made on it"), "\(up)")
            #expect(holos.processes().isEmpty)
        }
    }

    @Test("a command that finds the project locked names the holder, and with --no-wait fails at once")
    func locked() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            // An `up` that waits for a guest which never answers.
            let up = try await holos.holos(["up"]) { pid in
                let happened = try await HolosFixture.eventually(within: .seconds(20)) {
                    try await Self.instances(holos).map(\.phase) == ["running"]
                }
                #expect(happened)
                let busy = try await holos.holos("down", "--no-wait")
                #expect(busy.code == 75, "\(busy)")
                #expect(busy.errors.contains("project `shop` is locked by process \(pid) (`"), "\(busy)")
                let late = try await holos.holos("down", "--lock-timeout", "1s")
                #expect(late.code == 75 && late.errors.contains("waited 1 s"), "\(late)")
                // Reading needs no lock.
                #expect(try await Self.instances(holos).count == 1)
                kill(pid, SIGTERM)
            }
            #expect(up.code == 130)
        }
    }

    @Test("a record that cannot be read is told, nothing is destroyed, and down still works")
    func damagedRecord() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            let pid = try #require(try await Self.instances(holos).first?.pid)
            try holos.scratch.write("{\"schema\": 1, \"na", to: "state/projects/shop/instances/vm-0/instance.json")
            let damaged = try #require(try await Self.instances(holos).first)
            #expect(damaged.phase == "damaged" && damaged.pid == pid)
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 1 && up.errors.contains("instance.json` cannot be read"), "\(up)")
            #expect(Self.isAlive(pid))
            let down = try await holos.holos("down")
            #expect(down.code == 0, "\(down)")
            #expect(!Self.isAlive(pid))
        }
    }

    @Test("a disk whose record is gone is told and kept, not made anew")
    func lostRecord() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            #expect(try await holos.holos("stop").code == 0)
            let folder = "state/projects/shop/instances/vm-0"
            try FileManager.default.removeItem(atPath: (holos.scratch / "\(folder)/instance.json").string)
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 1 && up.errors.contains("instance.json` is missing"), "\(up)")
            #expect(holos.scratch.exists("\(folder)/disk.qcow2"))
            #expect(try await Self.instances(holos).map(\.phase) == ["damaged"])
        }
    }

    @Test("UEFI that is switched on later gets its variables")
    func laterUEFI() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            func write(_ uefi: Bool) throws {
                try holos.scratch.write(
                    "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s, vm: {uefi: \(uefi)}}\n",
                    to: "holos.yaml")
            }
            try write(false)
            #expect(try await holos.holos("up", "-d").code == 0)
            try write(true)
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 0, "\(up)")
            #expect(holos.scratch.exists("state/projects/shop/instances/vm-0/efivars.fd"))
        }
    }

    @Test("a record of a newer holos is refused by number")
    func newerRecord() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            try holos.scratch.write("{\"schema\": 99}", to: "state/version")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 73, "\(up)")
            #expect(up.errors.contains("was written by a newer holos (schema 99, this one knows 1)"), "\(up)")
            try holos.scratch.write("{\"schema\": 1}", to: "state/version")
        }
    }
}
