import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// What a file gives its guests, as far as it shows on the host; the guests only halt.
@Suite("Settings")
struct SettingsTests {
    private static func file(_ service: String) -> String {
        """
        name: shop
        services:
          plain: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: 64}}
          app:
            image: ./halt.raw
            stop_grace_period: 0s
            vm: {memory_mb: 64}
            \(service)
        secrets:
          pw: {file: ./pw.txt}
          token: {environment: TOKEN}

        """
    }

    private static let given = "environment: {MODE: first}\n    secrets: [pw, token]\n    command: [server]"
    private static let token = ["TOKEN": "topsecret-token"]

    private static func commandLine(_ holos: HolosFixture, _ name: String) async throws -> String {
        let instance = try #require(try await LifecycleTests.instances(holos).first { $0.name == name })
        return try String(contentsOfFile: "/proc/\(try #require(instance.pid))/cmdline", encoding: .utf8)
    }

    @Test("a change of settings or of a secret's content is a restart with the same disk, and no change is nothing")
    func changes() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write("topsecret-one", to: "pw.txt")
            try holos.scratch.write(Self.file(Self.given), to: "holos.yaml")
            func up(_ arguments: String...) async throws -> HolosFixture.Result {
                try await holos.holos(["up", "-d"] + arguments, environment: Self.token)
            }
            #expect(try await up().code == 0)
            #expect(try await up("--dry-run").text == "nothing to do\n")

            try holos.scratch.write("topsecret-two", to: "pw.txt")
            #expect(
                try await up("--dry-run").text
                    == "stop     app-0  restart: `secrets` (new content) changed\nstart    app-0  restart: `secrets` (new content) changed\n"
            )
            let before = try await LifecycleTests.instances(holos)
            #expect(try await up().code == 0)
            let after = try await LifecycleTests.instances(holos)
            #expect(after[0].pid != before[0].pid && after[1] == before[1])
            #expect(try await up("--dry-run").text == "nothing to do\n")

            try holos.scratch.write(
                Self.file(Self.given.replacingOccurrences(of: "first", with: "second")), to: "holos.yaml")
            #expect(try await up("--dry-run").text.hasPrefix("stop     app-0  restart: `environment` changed\n"))

            // Without settings the guest keeps a medium: it removes what earlier ones left on the disk.
            try holos.scratch.write(Self.file("labels: {a: b}"), to: "holos.yaml")
            let none = try await up("--dry-run")
            #expect(
                none.text.hasPrefix("stop     app-0  restart: `environment`, `command`, `secrets` changed\n"), "\(none)"
            )
            #expect(try await up().code == 0)
            #expect(try await Self.commandLine(holos, "app-0").contains("serial=holos-settings"))
            #expect(try await up("--dry-run").text == "nothing to do\n")
        }
    }

    @Test("secrets are on the medium and nowhere else, and a service without settings has none")
    func confidential() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write("topsecret-one", to: "pw.txt")
            try holos.scratch.write(Self.file(Self.given), to: "holos.yaml")
            let up = try await holos.holos(["up", "-d"], environment: Self.token)
            #expect(up.code == 0 && !up.description.contains("topsecret"), "\(up)")
            let line = try await Self.commandLine(holos, "app-0")
            #expect(line.contains("serial=holos-settings") && !line.contains("topsecret"))
            #expect(!(try await Self.commandLine(holos, "plain-0")).contains("holos-settings"))

            let instances = "state/projects/shop/instances"
            #expect(!(try holos.scratch.list("\(instances)/plain-0")).contains("settings.iso"))
            #expect(!(try holos.scratch.list("\(instances)/app-0")).contains("settings"))
            #expect(try holos.scratch.mode("\(instances)/app-0/settings.iso") == 0o600)
            var found: [String] = []
            let enumerator = FileManager.default.enumerator(atPath: holos.stateDirectory.string)
            while let name = enumerator?.nextObject() as? String {
                let data = FileManager.default.contents(atPath: (holos.scratch / "state/\(name)").string) ?? Data()
                if data.range(of: Data("topsecret".utf8)) != nil { found.append(name) }
            }
            #expect(found == ["projects/shop/instances/app-0/settings.iso"])
        }
    }

    @Test("what cannot be given is told before anything is made, all of it at once")
    func problems() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.file(Self.given), to: "holos.yaml")
            for arguments in [["up", "-d"], ["up", "--dry-run"]] {
                let up = try await holos.holos(arguments)
                #expect(up.code == 66, "\(up)")
                #expect(up.errors.contains("secret `pw` of service `app`: cannot read `"), "\(up)")
                #expect(
                    up.errors.contains(
                        "secret `token` of service `app`: the variable `TOKEN` is not set"), "\(up)")
                #expect(up.errors.contains("set `TOKEN` in the environment or in an env file"), "\(up)")
            }
            #expect(try holos.scratch.list("state/projects").isEmpty)
        }
    }

    @Test("a secret may come from `.env`, and is seen nowhere")
    func envFile() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write("pw", to: "pw.txt")
            try holos.scratch.write("TOKEN=topsecret-env\n", to: ".env")
            try holos.scratch.write(Self.file(Self.given), to: "holos.yaml")
            for arguments in [["up", "--dry-run"], ["up", "--dry-run", "--format", "json"], ["config"], ["validate"]] {
                let result = try await holos.holos(arguments)
                #expect(result.code == 0 && !result.description.contains("topsecret"), "\(result)")
            }
        }
    }

    @Test("`start` gives what the medium has, without looking for the secrets again")
    func start() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write("topsecret-one", to: "pw.txt")
            try holos.scratch.write(Self.file(Self.given), to: "holos.yaml")
            #expect(try await holos.holos(["up", "-d"], environment: Self.token).code == 0)
            #expect(try await holos.holos("stop").code == 0)
            try FileManager.default.removeItem(atPath: (holos.scratch / "pw.txt").string)
            #expect(try await holos.holos("start").code == 0)
            #expect(try await Self.commandLine(holos, "app-0").contains("serial=holos-settings"))
        }
    }

    @Test("the output of a command is asked for only where there is one, in a guest that runs")
    func output() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write("", to: "pw.txt")
            try holos.scratch.write(Self.file(Self.given), to: "holos.yaml")
            #expect(try await holos.holos(["up", "-d"], environment: Self.token).code == 0)
            #expect(try await holos.holos("stop").code == 0)
            let plain = try await holos.holos("logs", "--command", "plain")
            #expect(plain.code == 1 && plain.errors.contains("the service of `plain-0` has no `command`"), "\(plain)")
            // All: those that have one.
            let stopped = try await holos.holos("logs", "--command")
            #expect(stopped.code == 1 && stopped.text.isEmpty)
            #expect(
                stopped.errors.contains(
                    "the output of the command of `app-0` is kept in its guest, which is stopped"), "\(stopped)")
        }
    }

    @Test("a `restart` that holds for the command only is said once, in the plan")
    func restart() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.file("command: [server]\n    restart: always"), to: "holos.yaml")
            let plan = try await holos.holos("up", "--dry-run")
            #expect(plan.code == 0)
            #expect(
                plan.errors
                    == "warning: service `app`: `restart` starts its command again; a VM that ends is not started again yet\n\n",
                "\(plan)")
        }
    }
}
