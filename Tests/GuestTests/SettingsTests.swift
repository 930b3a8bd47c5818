import Foundation
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Settings", .enabled(if: Guest.image != nil, Guest.missing), .timeLimit(.minutes(20)))
struct SettingsTests {
    private static let file = """
        name: set
        services:
          app:
            image: ./debian.qcow2
            environment:
              PLAIN: "one two"
              QUOTES: "it's \\"x\\" \\\\ $$HOME `id` 100%"
              LINES: "one\\ntwo\\n"
              BELL: "a\\ab"
              discovery.type: single-node
            command: [bash, -c, "env -0 | base64 -w0; echo; id -un; pwd; printf '%s|' \\"$$@\\"; echo; wc -c < /run/secrets/pw; while :; do sleep 1; done", "x y", "it's", "%n $$HOME \\\\x41", ""]
            user: www-data
            group_add: [games]
            ulimits: {nofile: 4321}
            working_dir: /srv/deep/it's here
            restart: always
            secrets:
              - {source: pw, uid: "33", mode: 0400}
              - {source: token, target: /etc/app/token}
            configs: [{source: conf, target: /etc/app/app.conf}]
            extra_hosts: ["host.docker.internal:host-gateway", "db.example:192.0.2.7"]
            dns: [10.0.2.3]
            dns_search: [example.org]
            domainname: lab.example
        secrets:
          pw: {file: ./pw.txt}
          token: {environment: TOKEN}
        configs:
          conf: {content: "key = value\\n"}

        """

    /// What the environment is, as the guest is to have it.
    private static let environment = [
        "PLAIN": "one two", "QUOTES": #"it's "x" \ $HOME `id` 100%"#, "LINES": "one\ntwo\n", "BELL": "a\u{7}b",
    ]

    private static func variables(_ base64: String) -> [String: String] {
        let text = String(decoding: Data(base64Encoded: base64) ?? Data(), as: UTF8.self)
        return Dictionary(
            text.split(separator: "\0").map { entry in
                let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            }, uniquingKeysWith: { $1 })
    }

    private static func expect(_ base64: String, has expected: [String: String], _ what: Comment) {
        let got = variables(base64)
        for (name, value) in expected { #expect(got[name] == value, "\(what): \(name)") }
    }

    @Test("a guest is given environment, command, secrets, configs and hosts on every boot, and changes by a restart")
    func settings() async throws {
        try await Guest.use { holos in
            try holos.scratch.write(Self.file, to: "holos.yaml")
            try holos.scratch.write("hunter2-first\n", to: "pw.txt")
            let token = ["TOKEN": "hunter3-token"]
            let up = try await holos.holos(["up"], environment: token)
            #expect(up.code == 0, "\(up)")
            #expect(!up.errors.contains("hunter"))
            try await isGiven(holos, password: "hunter2-first", plain: "one two")
            try await logins(holos)
            try await restarts(holos)

            // A changed variable and a secret's new content: restarted with the same disk, and nothing else.
            _ = try await Guest.sh(holos, "app", "echo kept | sudo tee /var/lib/kept")
            try holos.scratch.write("hunter2-second\n", to: "pw.txt")
            try holos.scratch.write(
                Self.file.replacingOccurrences(of: "one two", with: "three").replacingOccurrences(
                    of: "    extra_hosts: [\"host.docker.internal:host-gateway\", \"db.example:192.0.2.7\"]\n", with: ""
                ),
                to: "holos.yaml")
            let plan = try await holos.holos(["up", "--dry-run"], environment: token)
            #expect(
                plan.text.hasPrefix(
                    "stop     app-0  restart: `environment`, `extra_hosts`, `secrets` (new content) changed\n"),
                "\(plan)")
            let again = try await holos.holos(["up"], environment: token)
            #expect(again.code == 0, "\(again)")
            try await isGiven(holos, password: "hunter2-second", plain: "three", hosts: false)
            #expect(try await Guest.sh(holos, "app", "cat /var/lib/kept") == "kept")
            #expect(try await holos.holos(["up", "--dry-run"], environment: token).text == "nothing to do\n")

            try await stopAndStart(holos)
        }
    }

    /// All that the file says is there, exactly.
    private func isGiven(_ holos: HolosFixture, password: String, plain: String, hosts: Bool = true) async throws {
        let expected = Self.environment.merging(["PLAIN": plain]) { $1 }
        let output = try await holos.holos("logs", "--command", "-n", "5", "app")
        let lines = output.text.split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.count == 6, "\(output)")
        Self.expect(
            String(lines[0]),
            has: expected.merging(
                ["discovery.type": "single-node", "HOME": "/var/www", "PWD": "/srv/deep/it's here"]) { $1 },
            "the command")
        #expect(lines[1] == "www-data" && lines[2] == "/srv/deep/it's here")
        #expect(lines[3] == #"it's|%n $HOME \x41||"#)
        #expect(lines[4] == "\(password.count + 1)")

        Self.expect(try await Guest.sh(holos, "app", "env -0 | base64 -w0"), has: expected, "exec")
        #expect(try await Guest.sh(holos, "app", "findmnt -n -o FSTYPE /run/secrets") == "ramfs")
        #expect(try await Guest.sh(holos, "app", "sudo stat -c '%u %a' /run/secrets/pw") == "33 400")
        #expect(
            try await Guest.sh(holos, "app", "sudo cat /run/secrets/pw /etc/app/token") == "\(password)\nhunter3-token")
        #expect(try await Guest.sh(holos, "app", "readlink /etc/app/token") == "/run/secrets/.elsewhere/1")
        #expect(
            try await Guest.sh(holos, "app", "cat /etc/app/app.conf; stat -c %a /etc/app/app.conf")
                == "key = value\n444")
        let names = try await Guest.sh(
            holos, "app", "getent ahostsv4 host.docker.internal; getent hosts db.example; true")
        #expect(names.contains("10.0.2.2 ") == hosts && names.contains("192.0.2.7 ") == hosts, "\(names)")
        #expect(try await Guest.sh(holos, "app", "grep -c extra_hosts /etc/hosts || true") == (hosts ? "2" : "0"))
        #expect(try await Guest.sh(holos, "app", "resolvectl domain eth0").contains("example.org"))
        #expect(try await Guest.sh(holos, "app", "hostname -f") == "app-0.lab.example")
    }

    /// Every way to log in has the environment, as far as it can carry it.
    private func logins(_ holos: HolosFixture) async throws {
        let login = try await holos.holos("exec", "app", "--", "env", "-i", "bash", "-lc", "env -0 | base64 -w0")
        Self.expect(login.text, has: Self.environment, "a login shell")
        let instance = try #require(try await Guest.instances(holos).first)
        let state = holos.stateDirectory.appending("projects/set")
        let plain = try await HolosFixture.run(
            "/usr/bin/ssh",
            [
                "-F", "/dev/null", "-i", state.appending("ssh/id_ed25519").string, "-o", "HostKeyAlias=app-0.set", "-o",
                "UserKnownHostsFile=\(state.appending("instances/app-0/known_hosts"))", "-p",
                "\(try #require(instance["sshPort"] as? Int))", "holos@127.0.0.1", "env -0 | base64 -w0",
            ])
        Self.expect(plain.text, has: ["PLAIN": "one two", "discovery.type": "single-node"], "ssh")
        #expect(
            try await Guest.sh(
                holos, "app",
                "pid=$(systemctl show -p MainPID --value holos-command); grep 'open files' /proc/$pid/limits; id -G www-data; grep Groups /proc/$pid/status"
            ).contains(" 4321 "))
    }

    /// The policy of the file holds: a command that is killed comes back.
    private func restarts(_ holos: HolosFixture) async throws {
        let pid = "systemctl show -p MainPID --value holos-command"
        let before = try await Guest.sh(holos, "app", pid)
        _ = try await Guest.sh(holos, "app", "sudo kill -9 \(before)")
        let back = try await HolosFixture.eventually(within: .seconds(60)) {
            let now = try await Guest.sh(holos, "app", pid)
            return now != before && now != "0"
        }
        #expect(back)
    }

    /// No secret is on the disk, nothing of it is said, and a start of ours gives it all again.
    private func stopAndStart(_ holos: HolosFixture) async throws {
        #expect(try await holos.holos("stop").code == 0)
        let instance = holos.scratch / "state/projects/set/instances/app-0"
        for name in ["disk.qcow2", "seed.iso", "instance.json", "../../project.json", "console.log", "qemu.log"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: instance.appending(name).string))
            for secret in ["hunter2-first", "hunter3-token"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) is in \(name)")
            }
        }
        let output = try await holos.holos("logs", "--command", "app")
        #expect(output.code == 1 && output.text.isEmpty)
        #expect(output.errors.contains("the output of the command of `app-0` is kept in its guest, which is stopped"))

        // Without the variable of the secret: the medium has it.
        #expect(try await holos.holos("start").code == 0)
        let ready = try await HolosFixture.eventually(within: .seconds(300)) {
            try await holos.holos(
                "exec", "app", "--", "sh", "-c",
                "[ -e /run/cloud-init/result.json ] && systemctl is-active holos-command"
            ).code == 0
        }
        #expect(ready)
        try await isGiven(holos, password: "hunter2-second", plain: "three", hosts: false)
        // The output of every boot.
        #expect(try await holos.holos("logs", "--command", "app").text.contains("\n14\n"))
    }

    @Test("`service_completed_successfully` waits for the exit code, and a command that fails is told by name")
    func completion() async throws {
        func file(_ app: String) -> String {
            """
            name: jobs
            services:
              migrate: {image: ./debian.qcow2, command: [sh, -c, "sleep 3; echo migrated"]}
              app:
                image: ./debian.qcow2
                \(app)
                depends_on: {migrate: {condition: service_completed_successfully}}
              broken: {image: ./debian.qcow2, command: "sh -c 'echo no such table >&2; exit 3'"}
              never:
                image: ./debian.qcow2
                depends_on: {broken: {condition: service_completed_successfully}}

            """
        }
        try await Guest.use { holos in
            try holos.scratch.write(file("command: [server]\n    user: nobody-here"), to: "holos.yaml")
            let up = try await holos.holos("up")
            #expect(up.code == 85, "\(up)")
            #expect(
                up.errors.contains("error: the command of `broken-0` failed: exit code 3\n    no such table\n"), "\(up)"
            )
            #expect(
                up.errors.contains(
                    "error: the command of `app-0` failed: exit code 217: the guest has no user `nobody-here`"), "\(up)"
            )
            #expect(up.errors.contains("`never-0` was not started, since what it waits for failed"), "\(up)")
            let order = up.errors.split(separator: "\n").map(String.init)
            let completed = try #require(order.firstIndex { $0.hasPrefix("migrate-0") && $0.contains("  completed  ") })
            let started = try #require(order.firstIndex { $0.hasPrefix("app-0 ") && $0.contains("  starting  ") })
            #expect(completed < started, "\(up)")
            #expect(
                try await Guest.states(holos) == [
                    "app-0 failed", "broken-0 failed", "migrate-0 ready", "never-0 stopped",
                ])
            #expect(try await holos.holos("logs", "--command", "migrate").text == "migrated\n")

            // Mended; what has completed is not run again.
            try holos.scratch.write(file("command: [no-such-server, --port, \"80\"]"), to: "holos.yaml")
            let plan = try await holos.holos("up", "--dry-run")
            #expect(!plan.text.contains("migrate"), "\(plan)")
            let again = try await holos.holos("up")
            #expect(again.code == 85, "\(again)")
            #expect(
                again.errors.contains(
                    "error: the command of `app-0` failed: exit code 127: `no-such-server` was not found"), "\(again)")
            #expect(try await holos.holos("logs", "--command", "migrate").text == "migrated\n")
        }
    }
}
