import HolosTestSupport
import SystemPackage
import Testing

@Suite("Command line")
struct UsageTests {
    @Test("version is one line on stdout, or JSON")
    func version() async throws {
        try await HolosFixture.use { holos in
            let plain = try await holos.holos("version")
            #expect(plain.code == 0 && plain.text == "holos 0.1.0\n" && plain.errors.isEmpty)
            #expect(try await holos.holos("--version").text == plain.text)
            #expect(try await holos.holos("version", "--format", "json").text == "{\n  \"version\" : \"0.1.0\"\n}\n")
        }
    }

    @Test(
        "help says what the commands do",
        arguments: [
            "", "up", "down", "start", "stop", "restart", "kill", "pause", "unpause", "wait", "rollback", "prune",
            "check", "ls", "ps", "exec", "cp", "logs", "run", "pull", "images", "verify", "validate", "config",
            "version",
        ])
    func help(command: String) async throws {
        try await HolosFixture.use(environment: ["COLUMNS": "100"]) { holos in
            let result = try await holos.holos(command.isEmpty ? ["--help"] : [command, "--help"])
            #expect(result.code == 0)
            try Golden.expect(result.text, "help-\(command.isEmpty ? "holos" : command).txt")
        }
    }

    @Test(
        "a wrong command line is exit code 64, with the reason on stderr",
        arguments: [
            ["frobnicate"], ["up", "--frobnicate"], ["up", "--wait-timeout", "soon"], ["ps", "--format", "xml"],
            ["logs", "-n", "-3"], ["run"], ["verify"], ["verify", "-a", "x"], ["pull", "debian:"],
            ["images", "import", "a.raw", "./x"], ["run", "x.qcow2", "--rm"], ["down", "a", "b"], ["-p"],
        ])
    func usage(arguments: [String]) async throws {
        try await HolosFixture.use { holos in
            let result = try await holos.holos(arguments)
            #expect(result.code == 64, "\(result)")
            #expect(result.text.isEmpty)
            #expect(result.errors.hasPrefix("error: "), "\(result)")
        }
    }

    @Test(
        "without a compose file every command says how to name one",
        arguments: ["up", "down", "start", "stop", "validate", "config", "logs"])
    func noFile(command: String) async throws {
        try await HolosFixture.use { holos in
            let result = try await holos.holos(command)
            #expect(result.code == 66, "\(result)")
            #expect(
                result.errors
                    == "error: no holos.yaml or holos.yml here or in a folder above\n\n"
                    + "hint: name the file with `-f`, or the project on the command line\n")
            #expect(!holos.scratch.exists("state"))
        }
    }

    @Test("variables come from the environment, and from .env beside the file")
    func variables() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write("services: {vm: {image: ./a.raw, replicas: $COUNT}}\n", to: "holos.yaml")
            try holos.scratch.write("COUNT=many\n", to: ".env")
            let bad = try await holos.holos("validate")
            #expect(bad.code == 65 && bad.errors.contains("hint: `COUNT` is `many`, set at .env:1:1\n"), "\(bad)")
            let good = try await holos.holos(["validate"], environment: ["COUNT": "2"])
            #expect(good.code == 0, "\(good)")
        }
    }

    @Test("validate tells every problem with its place, and touches nothing")
    func validate() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(
                "services:\n  web:\n    image: ./x.qcow2\n    prots: [80]\n    replicas: many\n", to: "holos.yaml")
            let bad = try await holos.holos("validate")
            #expect(bad.code == 65)
            #expect(bad.errors.contains("holos.yaml:4:5: error: "), "\(bad)")
            #expect(bad.errors.contains("did you mean `ports`?"))
            #expect(bad.errors.contains("holos.yaml:5:15: error: "))
            #expect(bad.errors.hasSuffix("2 errors in holos.yaml\n"))

            try holos.scratch.write(
                "name: shop\nservices:\n  web:\n    image: ./x.qcow2\n    replicas: 3\n", to: "good.yaml")
            let good = try await holos.holos("validate", "-f", "good.yaml")
            #expect(good.text == "good.yaml is valid: project `shop`, 1 service, 3 instances\n")
            #expect(try await holos.holos("validate", "-q", "-f", "good.yaml").text.isEmpty)
            #expect(!holos.scratch.exists("state"))
        }
    }

    @Test("a reader that goes away ends the listing quietly")
    func closedPipe() async throws {
        try await HolosFixture.use { holos in
            let result = try await HolosFixture.run(
                "/bin/bash",
                [
                    "-c", "set -o pipefail; \"$1\" --help | head -c 10 >/dev/null; echo ${PIPESTATUS[0]}", "-",
                    HolosFixture.binary.string,
                ])
            #expect(result.text == "0\n", "\(result)")
            #expect(result.errors.isEmpty)
            _ = holos
        }
    }

    @Test("ps of nothing is an empty listing, not an error, and makes no state directory")
    func emptyListing() async throws {
        try await HolosFixture.use { holos in
            let table = try await holos.holos("ps")
            #expect(table.code == 0 && table.text.hasPrefix("PROJECT  SERVICE"), "\(table)")
            #expect(try await holos.holos("ps", "--format", "json").text == "[\n\n]\n")
            #expect(!holos.scratch.exists("state"))
        }
    }

    @Test(
        "a project that does not exist is exit code 66, and a near name is offered",
        arguments: ["down", "start", "stop", "logs", "exec"])
    func unknownProject(command: String) async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n", to: "holos.yaml")
            #expect(try await holos.holos("up", "-d").code == 0)
            let result = try await holos.holos([command, "shpo"], workingDirectory: "/")
            #expect(result.code == 66, "\(result)")
            #expect(result.errors == "error: there is no project `shpo`\n\nhint: did you mean `shop`?\n")
        }
    }
}
