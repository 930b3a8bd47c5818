import HolosTestSupport
import SystemPackage
import Testing

@Suite("config")
struct ConfigTests {
    private static let file = """
        # a shop
        name: shop
        services:
          web:
            image: ./web.qcow2
            ports: ["8080:80"]
            depends_on: [db]
          db:
            image: /images/db.raw
        """

    private func use(_ body: (HolosFixture) async throws -> Void) async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(Self.file, to: "holos.yaml")
            try await body(holos)
            #expect(!holos.scratch.exists("state"))
        }
    }

    @Test("prints a file that is valid and prints itself again, as YAML and as JSON")
    func document() async throws {
        try await use { holos in
            let yaml = try await holos.holos("config")
            #expect(yaml.code == 0 && yaml.errors.isEmpty, "\(yaml)")
            #expect(yaml.text.hasPrefix("name: shop\nservices:\n  db:\n    image: /images/db.raw\n"), "\(yaml)")
            #expect(yaml.text.contains("    image: \(holos.scratch / "web.qcow2")\n"), "\(yaml)")
            #expect(yaml.text.contains("      - target: 80\n        published: \"8080\"\n"), "\(yaml)")
            try holos.scratch.write(yaml.text, to: "elsewhere/holos.yaml")
            #expect(try await holos.holos("config", "-f", "elsewhere/holos.yaml").text == yaml.text)

            let json = try await holos.holos("config", "--format", "json")
            #expect(json.text.hasPrefix("{\n  \"name\": \"shop\",\n  \"services\": {\n"), "\(json)")
            try holos.scratch.write(json.text, to: "holos.json")
            #expect(try await holos.holos("config", "-f", "holos.json").text == yaml.text)
        }
    }

    @Test("prints names, one on each line, or as a JSON list")
    func listings() async throws {
        try await use { holos in
            let services = try await holos.holos("config", "--services")
            #expect(services.text == "db\nweb\n", "\(services)")
            #expect(
                try await holos.holos("config", "--images").text == "/images/db.raw\n\(holos.scratch / "web.qcow2")\n")
            for option in ["--volumes", "--networks", "--profiles"] {
                #expect(try await holos.holos("config", option).output.isEmpty)
            }
            #expect(
                try await holos.holos("config", "--services", "--format", "json").text == "[\n  \"db\",\n  \"web\"\n]\n"
            )
        }
    }

    @Test("prints the hash of a service, of several, or of all")
    func hashes() async throws {
        try await use { holos in
            let all = try await holos.holos("config", "--hash", "*").text
            let lines = all.split(separator: "\n")
            #expect(lines.count == 2 && lines.allSatisfy { $0.count(where: \.isHexDigit) >= 64 }, "\(all)")
            #expect(try await holos.holos("config", "--hash", "web").text == lines[1] + "\n")
            #expect(try await holos.holos("config", "--hash", "web,db").text == "\(lines[1])\n\(lines[0])\n")
            let wrong = try await holos.holos("config", "--hash", "wbe")
            #expect(wrong.code == 66)
            #expect(wrong.errors == "error: the compose file has no service `wbe`\n\nhint: did you mean `web`?\n")
        }
    }

    @Test("prints the file with its variables as they stand")
    func uninterpolated() async throws {
        try await use { holos in
            try holos.scratch.write("services:\n  web: {image: \"$IMAGE\", vm: {vcpu: 2}}\n", to: "holos.yaml")
            let result = try await holos.holos("config", "--no-interpolate")
            #expect(result.code == 0, "\(result)")
            #expect(
                result.text == "services:\n  web:\n    image: $IMAGE\n    vm:\n      vcpu: 2\n", "\(result)")
        }
    }

    @Test("prints several files merged, with what they extend and include")
    func uninterpolatedFiles() async throws {
        try await use { holos in
            try holos.scratch.write(
                "services:\n  web: {image: $IMAGE, environment: [A=$A, B=1], extends: {service: base}}\n"
                    + "  base: {image: ./a.raw, stop_grace_period: $GRACE, replicas: 2}\n"
                    + "include: [more.yaml]\n",
                to: "holos.yaml")
            try holos.scratch.write("services: {db: {image: $DB}}\n", to: "more.yaml")
            try holos.scratch.write(
                "services:\n  web:\n    environment: {B: $B}\n    stop_grace_period: !reset\n",
                to: "holos.override.yaml")
            let result = try await holos.holos("config", "--no-interpolate", "--format", "json")
            #expect(result.code == 0, "\(result)")
            #expect(
                result.text == """
                    {
                      "services": {
                        "web": {
                          "image": "$IMAGE",
                          "replicas": 2,
                          "environment": {
                            "A": "$A",
                            "B": "$B"
                          }
                        },
                        "base": {
                          "image": "./a.raw",
                          "stop_grace_period": "$GRACE",
                          "replicas": 2
                        },
                        "db": {
                          "image": "$DB"
                        }
                      }
                    }

                    """)
        }
    }

    @Test("prints the services of the chosen profiles, and every profile that could be chosen")
    func profiles() async throws {
        try await use { holos in
            try holos.scratch.write(
                "services:\n  web: {image: ./a.raw}\n  debug: {image: ./a.raw, profiles: [dev, test]}\n",
                to: "holos.yaml")
            let services = try await holos.holos("config", "--services")
            #expect(services.text == "web\n", "\(services)")
            #expect(try await holos.holos("config", "--services", "--profile", "dev").text == "debug\nweb\n")
            #expect(try await holos.holos("config", "--profiles").text == "dev\ntest\n")
        }
    }

    @Test("writes to a file that others cannot read, or nothing at all")
    func output() async throws {
        try await use { holos in
            let printed = try await holos.holos("config").text
            let written = try await holos.holos("config", "-o", "out.yaml")
            #expect(written.code == 0 && written.output.isEmpty, "\(written)")
            #expect(try holos.scratch.read("out.yaml") == printed)
            #expect(try holos.scratch.mode("out.yaml") == 0o600)
            let quiet = try await holos.holos("config", "-q")
            #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.errors.isEmpty, "\(quiet)")
            let nowhere = try await holos.holos("config", "-o", "no/such/folder")
            #expect(nowhere.code == 66)
            #expect(nowhere.errors == "error: cannot write `no/such/folder`: no such file or directory\n")
        }
    }

    @Test("a bad file is told as by validate, and nothing is printed")
    func badFile() async throws {
        try await use { holos in
            try holos.scratch.write("services:\n  web: {imag: x}\n", to: "holos.yaml")
            let validated = try await holos.holos("validate")
            for arguments in [["config"], ["config", "-q"], ["config", "--services"], ["config", "--hash", "*"]] {
                let result = try await holos.holos(arguments)
                #expect(result.code == 65 && result.output.isEmpty, "\(result)")
                #expect(result.errors == validated.errors)
            }
        }
    }

    @Test(
        "what does not go together is a usage error",
        arguments: [
            ["--services", "--images"], ["--services", "--hash", "*"], ["--no-interpolate", "--services"],
            ["--no-interpolate", "--hash", "*"], ["--format", "xml"],
        ])
    func usage(options: [String]) async throws {
        try await use { holos in
            let result = try await holos.holos(["config"] + options)
            #expect(result.code == 64 && result.output.isEmpty, "\(result)")
        }
    }

    @Test(
        "checking and printing read files only: no state directory, no home, no network, and nothing is written",
        arguments: [["validate"], ["validate", "-q"], ["config"], ["config", "--hash", "*"]])
    func filesOnly(command: [String]) async throws {
        try await use { holos in
            let impossible = "/dev/null/holos"
            let before = try holos.scratch.list()
            // A network namespace of its own has no interface, not even a loopback that is up.
            let result = try await HolosFixture.run(
                "/usr/bin/unshare", ["--map-root-user", "--net", HolosFixture.binary.string] + command,
                environment: [
                    "HOLOS_STATE_DIR": impossible, "HOME": impossible, "XDG_STATE_HOME": impossible,
                    "XDG_RUNTIME_DIR": impossible, "XDG_CACHE_HOME": impossible, "TMPDIR": impossible,
                    "HOLOS_QEMU_SYSTEM": impossible, "HOLOS_QEMU_IMG": impossible, "PATH": impossible,
                ], workingDirectory: holos.scratch.path)
            #expect(result.code == 0 && result.errors.isEmpty, "\(result)")
            #expect(try holos.scratch.list() == before)
        }
    }
}
