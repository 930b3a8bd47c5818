import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// A state directory that is not as holos left it: each fault is named, nothing is destroyed, and a command says how to
/// mend it.
@Suite("Bad state")
struct BadStateTests {
    private static let file = """
        name: shop
        services:
          a: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: 64}}
          b: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: 64}}
        """
    private static let folder = "state/projects/shop/instances/a-0"

    /// Two instances that were up and are stopped.
    private func withStopped(_ body: (HolosFixture) async throws -> Void) async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.file, to: "holos.yaml")
            for command in [["up", "-d"], ["stop"]] {
                let result = try await holos.holos(command)
                #expect(result.code == 0, "\(result)")
            }
            try await body(holos)
        }
    }

    private func phases(_ holos: HolosFixture) async throws -> [String] {
        try await LifecycleTests.instances(holos, "shop").map { "\($0.name) \($0.phase)" }
    }

    private func edit(_ holos: HolosFixture, _ path: String, _ old: String, _ new: String) throws {
        let text = try holos.scratch.read(path)
        #expect(text.contains(old), "\(text)")
        try holos.scratch.write(text.replacingOccurrences(of: old, with: new), to: path)
    }

    @Test(
        "a record that cannot be used is named by all, the others are shown, and --force-recreate mends it and keeps all",
        arguments: ["truncated", "newer", "missing", "another's", "edited"])
    func record(fault: String) async throws {
        try await withStopped { holos in
            let record = "\(Self.folder)/instance.json"
            switch fault {
            case "truncated": try holos.scratch.write(String(try holos.scratch.read(record).prefix(200)), to: record)
            case "newer": try edit(holos, record, "\"schema\" : 1", "\"schema\" : 99")
            case "missing": try FileManager.default.removeItem(atPath: (holos.scratch / record).string)
            case "another's": try edit(holos, record, "\"name\" : \"a-0\"", "\"name\" : \"b-0\"")
            default: try edit(holos, record, "\"phase\" : \"stopped\"", "\"phase\" : \"sleeping\"")
            }
            #expect(try await phases(holos) == ["a-0 damaged", "b-0 stopped"])
            let check = try await holos.holos("check")
            #expect(check.code == 73 && check.text.hasPrefix("shop/a-0: "), "\(check)")
            #expect(check.text.contains("holos up --force-recreate a-0"), "\(check)")
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 1 && up.errors.contains("--force-recreate a-0"), "\(up)")
            #expect(try await holos.holos("start", "b").code == 0)
            let disk = try holos.scratch.bytes("\(Self.folder)/disk.qcow2")
            let mended = try await holos.holos("up", "-d", "--force-recreate", "a-0")
            #expect(mended.code == 0, "\(mended)")
            #expect(try await phases(holos) == ["a-0 running", "b-0 running"])
            #expect(try holos.scratch.bytes("state/projects/shop/kept/a-0/1/disk.qcow2") == disk)
            // What is kept is as damaged as it was: put back by nobody, and said so.
            let check2 = try await holos.holos("check", "shop", "--format", "json")
            #expect(check2.code == 73 && check2.text.contains("\"kept\" : 1"), "\(check2)")
            #expect(try await holos.holos("rollback", "shop", "a").code == 73)
        }
    }

    @Test("a project record that cannot be read is named, and nothing is lost")
    func projectRecord() async throws {
        try await withStopped { holos in
            try holos.scratch.write("{", to: "state/projects/shop/project.json")
            #expect(try await phases(holos) == ["a-0 stopped", "b-0 stopped"])
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 73 && up.errors.contains("project.json` cannot be read"), "\(up)")
            let check = try await holos.holos("check", "shop")
            #expect(check.code == 73 && check.text.contains("the next `holos up` writes it anew"), "\(check)")
            try FileManager.default.removeItem(atPath: (holos.scratch / "state/projects/shop/project.json").string)
            #expect(try await holos.holos("up", "-d").code == 0)
            #expect(try await holos.holos("check").code == 0)
        }
    }

    @Test("a disk that is gone is not made anew unasked; an image that is gone is named")
    func vanished() async throws {
        try await withStopped { holos in
            try FileManager.default.removeItem(atPath: (holos.scratch / "\(Self.folder)/disk.qcow2").string)
            let up = try await holos.holos("up", "-d")
            #expect(up.code == 73 && up.errors.contains("the disk of `a-0` is gone"), "\(up)")
            #expect(try await phases(holos) == ["a-0 stopped", "b-0 stopped"])
            #expect(try await holos.holos("check").text.contains("put it back, or make a new one"))
            #expect(try await holos.holos("up", "-d", "--force-recreate", "a").code == 0)
            #expect(try await holos.holos("stop").code == 0)
            try FileManager.default.removeItem(atPath: (holos.scratch / "halt.raw").string)
            let start = try await holos.holos("start")
            #expect(start.code != 0 && start.errors.contains("halt.raw"), "\(start)")
            let check = try await holos.holos("check")
            #expect(check.code == 73 && check.text.contains("put the image back as it was"), "\(check)")
        }
    }

    @Test("a process with the recorded number that is not ours is neither believed to be the VM nor touched")
    func reusedNumber() async throws {
        try await withStopped { holos in
            let record = "\(Self.folder)/instance.json"
            let other = ProcessInfo.processInfo.processIdentifier
            try edit(
                holos, record, "\"phase\" : \"stopped\"",
                """
                "phase" : "ready",
                  "process" : {"accel": "tcg", "bootID": "\(bootID)", "pid": \(other), "started": "2026-01-01T00:00:00Z", "startTime": 1}
                """)
            #expect(try await phases(holos).first == "a-0 exited")
            for command in [["stop"], ["up", "-d"], ["kill"], ["down"]] {
                let result = try await holos.holos(command)
                #expect(result.code == 0, "\(result)")
            }
        }
    }

    @Test("after a reboot nothing is believed to run, whatever the record says")
    func reboot() async throws {
        try await withStopped { holos in
            #expect(try await holos.holos("start").code == 0)
            let pids = try await LifecycleTests.instances(holos, "shop").compactMap(\.pid)
            for pid in pids { kill(pid, SIGKILL) }
            let ended = await HolosFixture.eventually(within: .seconds(10)) { holos.qemus().isEmpty }
            #expect(ended)
            // As the record of another boot would be, with a number that somebody else has now.
            let record = "\(Self.folder)/instance.json"
            try edit(holos, record, bootID, "00000000-0000-0000-0000-000000000000")
            try edit(holos, record, "\"pid\" : \(pids[0])", "\"pid\" : \(ProcessInfo.processInfo.processIdentifier)")
            #expect(try await phases(holos) == ["a-0 exited", "b-0 exited"])
            #expect(try await holos.holos("up", "-d").code == 0)
            #expect(try await phases(holos) == ["a-0 running", "b-0 running"])
        }
    }

    private var bootID: String {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    /// Runs shell lines in a mount namespace of their own, `$1` being holos.
    private func inNamespace(_ holos: HolosFixture, _ lines: String) async throws -> HolosFixture.Result {
        try await HolosFixture.run(
            "/usr/bin/unshare",
            ["--user", "--map-root-user", "--mount", "/bin/sh", "-c", lines, "-", HolosFixture.binary.string],
            environment: ["HOLOS_STATE_DIR": holos.stateDirectory.string, "HOLOS_ACCEL": "tcg"],
            workingDirectory: holos.scratch.path)
    }

    @Test("a file system that is full in the middle of an up is told; what is there stays, and the next up goes on")
    func full() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.file, to: "holos.yaml")
            try holos.scratch.makeFolder("state")
            // Out of inodes, for the middle: too little space is found before anything is made.
            let result = try await inNamespace(
                holos,
                """
                mount -t tmpfs -o size=200M,nr_inodes=22,mode=700 none state || exit 99
                "$1" up -d; echo "up $?"
                "$1" ps; echo "ps $?"
                mount -o remount,nr_inodes=400 state
                "$1" up -d; echo "up $?"
                "$1" ps --format json
                "$1" down; echo "down $?"
                """)
            #expect(result.errors.contains("no space left on device"), "\(result)")
            #expect(!result.text.contains("up 99") && result.text.hasPrefix("up 1\n"), "\(result)")
            #expect(result.text.contains("ps 0\nup 0\n") && result.text.hasSuffix("down 0\n"), "\(result)")
            #expect(result.text.components(separatedBy: "\"phase\" : \"running\"").count == 3, "\(result)")
        }
    }

    @Test("a state directory that cannot be written can be looked at, and a command that would write says so")
    func readOnly() async throws {
        try await withStopped { holos in
            let result = try await inNamespace(
                holos,
                """
                mount --bind state state && mount -o remount,bind,ro state || exit 99
                "$1" ps >/dev/null; echo "ps $?"
                "$1" check; echo "check $?"
                "$1" up -d; echo "up $?"
                """)
            #expect(result.text.contains("ps 0\n") && result.text.contains("check 0\n"), "\(result)")
            #expect(result.text.hasSuffix("up 73\n"), "\(result)")
            #expect(result.errors.contains("read-only file system"), "\(result)")
        }
    }
}
