import Foundation
import HolosTestSupport
import SystemPackage
import Testing

@Suite("The hello example", .enabled(if: Guest.image != nil, Guest.missing), .timeLimit(.minutes(15)))
struct HelloTests {
    private static let example = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent().appending("examples/hello/holos.yaml")

    @Test("brings up two guests in order, serves the page of the file, and everything about them is as it says")
    func hello() async throws {
        try await Guest.use { holos in
            // The example as it stands, but for the host port and the image's name.
            let port = try freePort()
            let text = try String(contentsOfFile: Self.example.string, encoding: .utf8)
                .replacingOccurrences(of: "8080", with: "\(port)")
                .replacingOccurrences(of: "debian-12.qcow2", with: "debian.qcow2")
            try holos.scratch.write(text, to: "holos.yaml")

            let up = try await holos.holos("up")
            #expect(up.code == 0, "\(up)")
            let order = up.errors.split(separator: "\n").map(String.init)
            let healthy = try #require(order.firstIndex { $0.hasPrefix("web-0") && $0.contains("  ready  ") })
            let started = try #require(order.firstIndex { $0.hasPrefix("client-0  starting") })
            #expect(healthy < started, "client started before web was healthy")
            #expect(try await Guest.states(holos) == ["client-0 ready", "web-0 ready healthy"])

            let page = try await HolosFixture.run(
                "/usr/bin/curl", ["--fail", "--silent", "http://127.0.0.1:\(port)/"])
            #expect(page.text.contains("<h1>Hello from a virtual machine</h1>"), "\(page)")
            #expect(
                try await Guest.sh(holos, "client", "sudo cat /srv/page.html").contains("Hello from a virtual machine"))

            try await streams(holos)
            try await copies(holos)
            try await identity(holos)
            try await login(holos)
            try await again(holos)
            try await stopAndStart(holos)
            try await down(holos)
        }
    }

    /// argv, streams and exit codes of `exec`.
    private func streams(_ holos: HolosFixture) async throws {
        let words = [
            "a b", "it's", "\"", "$HOME", "`id`", "", "*", "-n", "--", "new\nline", "tab\t", "ünï🙂", "back\\slash",
            "!x", "~", "e\u{301}'",
            ";", "&&", "#", "\u{1b}[31m", String(repeating: "x", count: 5000),
        ]
        let printed = try await holos.holos(["exec", "hello", "web", "--", "printf", "%s\\0"] + words)
        #expect(printed.code == 0, "\(printed)")
        #expect(printed.output == words.flatMap { Array($0.utf8) + [0] })

        var bytes = [UInt8](repeating: 0, count: 300_000)
        for index in bytes.indices { bytes[index] = UInt8.random(in: 0...255) }
        let echoed = try await holos.holos(["exec", "web", "--", "cat"], input: bytes)
        #expect(echoed.output == bytes, "stdin and stdout are not binary-clean")

        for code in [0, 1, 42, 127, 255] {
            #expect(try await holos.holos("exec", "web", "--", "sh", "-c", "exit \(code)").code == Int32(code))
        }
        let errors = try await holos.holos("exec", "web", "--", "sh", "-c", "echo out; echo err >&2; exit 3")
        #expect(errors.text == "out\n" && errors.errors == "err\n" && errors.code == 3)
    }

    /// `cp` both ways: files, folders, links, modes, streams, and a user who may not.
    private func copies(_ holos: HolosFixture) async throws {
        func cp(_ words: String...) async throws -> HolosFixture.Result { try await holos.holos(["cp"] + words) }
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try holos.scratch.makeFolder("out", mode: 0o755)
        try holos.scratch.makeFolder("out/deep er", mode: 0o750)
        try holos.scratch.write(bytes, to: "out/deep er/it's", mode: 0o640)
        try FileManager.default.createSymbolicLink(
            atPath: (holos.scratch / "out/link").string, withDestinationPath: "deep er/it's")

        #expect(try await cp("out", "web:in").code == 0)
        #expect(try await cp("hello", "out", "web:in").code == 0)
        #expect(
            try await Guest.sh(holos, "web", "find in | sort; stat -c '%a %U' 'in/deep er/it'\\''s'; readlink in/link")
                == "in\nin/deep er\nin/deep er/it's\nin/link\nin/out\nin/out/deep er\nin/out/deep er/it's\nin/out/link\n"
                + "640 holos\ndeep er/it's")
        #expect(try await cp("web-0:in/out/.", "back").code == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: (holos.scratch / "back/deep er/it's").string)) == Data(bytes))
        #expect(try holos.scratch.mode("back/deep er/it's") == 0o640)
        #expect(try await cp("web:in/deep er/it's", "one").code == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: (holos.scratch / "one").string)) == Data(bytes))

        let denied = try await cp("one", "web:/etc/one")
        #expect(denied.code == 1 && denied.errors.contains("hint: `--user root`"), "\(denied)")
        #expect(try await cp("-u", "root", "one", "web:/etc/one").code == 0)
        #expect(
            try await Guest.sh(holos, "web", "stat -c '%U %G %s' /etc/one; ls -A /etc/ | grep holos-copy || :")
                == "root root 100000")

        let stream = try await cp("web:in/out", "-")
        #expect(stream.code == 0)
        #expect(try await holos.holos(["exec", "web", "--", "mkdir", "streamed"]).code == 0)
        #expect(try await holos.holos(["cp", "-", "web:streamed"], input: stream.output).code == 0)
        #expect(try await Guest.sh(holos, "web", "cmp in/out/link streamed/out/link && echo same") == "same")

        #expect(try await cp("nowhere", "web:in").errors.contains("`nowhere` does not exist"))
        #expect(try await cp("web:nowhere", "back").code == 66)
        #expect(try await cp("one", "web:no/such/place").code == 66)
        #expect(try await cp("out", "web:in/link").errors.contains("`in/link` is not a folder"))
    }

    /// Names, addresses and keys in the guest are those of the records, and a foreign host key ends the connection.
    private func identity(_ holos: HolosFixture) async throws {
        let web = try #require(try await Guest.instances(holos).first { $0["name"] as? String == "web-0" })
        let address = try #require((web["addresses"] as? [String: String])?["user"])
        #expect(try await Guest.sh(holos, "web", "hostname") == "web-0")
        #expect(try await Guest.sh(holos, "web", "ip -4 -o addr show dev eth0").contains(" \(address)/24 "))
        #expect(try await Guest.sh(holos, "web", "id -un") == "holos")

        let known = "state/projects/hello/instances/web-0/known_hosts"
        let pinned = try holos.scratch.read(known)
        let keys = try await Guest.sh(holos, "web", "sudo cat /etc/ssh/ssh_host_*_key.pub")
        #expect(keys.split(separator: "\n").count == 1, "the guest has other host keys than the one made by holos")
        #expect(keys.split(separator: " ").prefix(2) == pinned.split(whereSeparator: \.isWhitespace)[1...2])

        // Somebody else behind the port: the shared connection is closed, the pinned key is another one.
        let other = try holos.scratch.read("state/projects/hello/instances/client-0/known_hosts")
            .replacingOccurrences(of: "client-0.hello", with: "web-0.hello")
        try holos.scratch.write(other, to: known)
        try FileManager.default.removeItem(
            atPath: (holos.scratch / "state/projects/hello/instances/web-0/ssh.sock").string)
        let refused = try await holos.holos("exec", "web", "--", "true")
        #expect(refused.code == 1, "\(refused)")
        #expect(
            refused.errors.contains("`web-0` cannot be reached over SSH: Host key verification failed"), "\(refused)")
        try holos.scratch.write(pinned, to: known)
        #expect(try await Guest.sh(holos, "web", "echo back") == "back")
    }

    /// A terminal where there is one, and none elsewhere.
    private func login(_ holos: HolosFixture) async throws {
        #expect(try await holos.holos("exec", "web", "--", "tty").text == "not a tty\n")
        let command = "\(HolosFixture.binary) exec web -- sh -c 'tty; stty size'"
        let result = try await HolosFixture.run(
            "/usr/bin/script", ["-qec", command, "/dev/null"],
            environment: ["HOLOS_STATE_DIR": holos.stateDirectory.string], workingDirectory: holos.scratch.path)
        #expect(result.text.contains("/dev/pts/"), "\(result)")
    }

    /// A second `up` changes nothing and needs no boot.
    private func again(_ holos: HolosFixture) async throws {
        let before = try await Guest.instances(holos).map { $0["pid"] as? Int }
        let start = ContinuousClock.now
        #expect(try await holos.holos("up").code == 0)
        #expect(start.duration(to: .now) < .seconds(5))
        #expect(try await Guest.instances(holos).map { $0["pid"] as? Int } == before)
    }

    /// What a guest has written is there after a power-off that the guest carried out itself; its identity stays.
    private func stopAndStart(_ holos: HolosFixture) async throws {
        _ = try await Guest.sh(holos, "web", "echo kept | sudo tee /var/lib/kept; sync; cat /etc/machine-id > /tmp/id")
        let machine = try await Guest.sh(holos, "web", "cat /etc/machine-id")
        let stop = try await holos.holos("stop")
        #expect(stop.code == 0, "\(stop)")
        #expect(!stop.errors.contains("was ended"), "a guest did not power off by itself: \(stop)")
        let console = try await holos.holos("logs", "hello", "web", "-n", "60").text
        #expect(console.contains("Power down") || console.contains("Reached target"), "\(console)")
        #expect(try await Guest.states(holos) == ["client-0 stopped", "web-0 stopped unknown"])

        #expect(try await holos.holos("start", "web").code == 0)
        let up = try await holos.holos("up")
        #expect(up.code == 0, "\(up)")
        #expect(try await Guest.sh(holos, "web", "cat /var/lib/kept /etc/machine-id") == "kept\n\(machine)")
        #expect(try await Guest.sh(holos, "web", "systemctl is-system-running --wait || true") != "degraded")
    }

    private func down(_ holos: HolosFixture) async throws {
        let down = try await holos.holos("down", "hello")
        #expect(down.code == 0, "\(down)")
        // The shared SSH connections end with the guests.
        #expect(await HolosFixture.eventually(within: .seconds(10)) { holos.processes().isEmpty })
        #expect(try holos.scratch.list("state/projects").isEmpty)
    }
}

/// A TCP port that is free now.
func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
    }
    guard named else { throw Errno(rawValue: errno) }
    return UInt16(bigEndian: address.sin_port)
}
