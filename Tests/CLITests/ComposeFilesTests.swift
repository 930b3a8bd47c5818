import Glibc
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Compose files on the command line")
struct ComposeFilesTests {
    private static let web = "services: {web: {image: ./a.raw, replicas: 2}}\n"

    /// The line of `validate` without the name of the file.
    private static func counts(_ holos: HolosFixture, _ arguments: [String], _ environment: [String: String] = [:])
        async throws -> String
    {
        let result = try await holos.holos(["validate"] + arguments, environment: environment)
        #expect(result.code == 0, "\(result)")
        return result.text
    }

    @Test("several files are merged, and an override is found beside the file")
    func several() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write("name: one\n" + Self.web, to: "holos.yaml")
            try holos.scratch.write("services: {db: {image: ./b.raw}}\n", to: "db.yaml")
            try holos.scratch.write("services: {web: {replicas: 5}}\n", to: "holos.override.yaml")
            #expect(
                try await Self.counts(holos, [])
                    == "holos.yaml, holos.override.yaml are valid: project `one`, 1 service, 5 instances\n")
            #expect(
                try await Self.counts(holos, ["-f", "holos.yaml"])
                    == "holos.yaml is valid: project `one`, 1 service, 2 instances\n")
            let expected = "holos.yaml, db.yaml are valid: project `one`, 2 services, 3 instances\n"
            #expect(try await Self.counts(holos, ["-f", "holos.yaml", "-f", "db.yaml"]) == expected)
            #expect(try await Self.counts(holos, [], ["HOLOS_FILE": "holos.yaml:db.yaml"]) == expected)
            #expect(
                try await Self.counts(holos, ["-p", "two"], ["HOLOS_PROJECT_NAME": "three"]).contains("project `two`"))
            #expect(try await Self.counts(holos, [], ["HOLOS_PROJECT_NAME": "three"]).contains("project `three`"))
        }
    }

    @Test("the standard input is a file of the working directory")
    func standardInput() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write("services: {web: {image: ./b.raw}}\n", to: "b.yaml")
            let text = Array("name: x\nservices: {web: {image: ./a.raw, replicas: 3}}".utf8)
            let good = try await holos.holos(["validate", "-f", "-"], input: text)
            #expect(good.code == 0 && good.text == "<stdin> is valid: project `x`, 1 service, 3 instances\n", "\(good)")
            let merged = try await holos.holos(["validate", "-f", "-", "-f", "b.yaml"], input: text)
            #expect(merged.text == "<stdin>, b.yaml are valid: project `x`, 1 service, 3 instances\n", "\(merged)")
            let bad = try await holos.holos(["validate", "-f", "-"], input: Array("a: 1\n".utf8))
            #expect(bad.code == 65 && bad.errors.contains("<stdin>:1:1: error: unknown key `a`"), "\(bad)")
            let script = "head -c 100000000 /dev/zero | \"$0\" validate -f -"
            let large = try await HolosFixture.run("/bin/sh", ["-c", script, HolosFixture.binary.string])
            #expect(large.code == 65 && large.errors.contains("`<stdin>` is larger than 4 MiB"), "\(large)")
            let twice = try await holos.holos("validate", "-f", "-", "-f", "-")
            #expect(twice.code == 64, "\(twice)")
        }
    }

    @Test("env files, profiles and the project directory come from options or the environment")
    func options() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(
                "services: {web: {image: ./a.raw, replicas: '${N:-1}'}, dev: {image: ./a.raw, profiles: [dev]}}\n",
                to: "holos.yaml")
            try holos.scratch.write("N=7\n", to: "n.env")
            try holos.scratch.write("N=9\n", to: "other/.env")
            let cases: [([String], [String: String], String)] = [
                ([], [:], "1 service, 1 instance\n"),
                (["--env-file", "n.env"], [:], "1 service, 7 instances\n"),
                ([], ["HOLOS_ENV_FILES": "n.env"], "1 service, 7 instances\n"),
                (["--project-directory", "other"], [:], "project `other`, 1 service, 9 instances\n"),
                (["--profile", "dev"], [:], "2 services, 2 instances\n"),
                ([], ["HOLOS_PROFILES": "a,dev"], "2 services, 2 instances\n"),
                (["--profile", "*"], [:], "2 services, 2 instances\n"),
            ]
            for (arguments, environment, end) in cases {
                let line = try await Self.counts(holos, arguments, environment)
                #expect(line.hasSuffix(end), "\(arguments) \(environment): \(line)")
            }
            let warned = try await holos.holos(["validate", "--profile", "dve"])
            #expect(warned.code == 0 && warned.errors.contains("warning: no service belongs to the profile `dve`"))
            let strict = try await holos.holos(["validate", "--profile", "dve", "--strict"])
            #expect(strict.code == 65 && strict.errors.contains("error: no service belongs to"), "\(strict)")
            let missing = try await holos.holos(["validate", "--env-file", "no.env"])
            #expect(missing.code == 66 && missing.errors.contains("name the file with `--env-file`"), "\(missing)")
        }
    }

    @Test(
        "every command that reads the file takes the same options", arguments: ["down", "start", "stop", "ps", "logs"])
    func commands(command: String) async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write("name: '${N:?unset}'\n" + Self.web, to: "a.yaml")
            try holos.scratch.write("services: {db: {image: ./a.raw, profiles: [x]}}\n", to: "b.yaml")
            try holos.scratch.write("N=n\n", to: "n.env")
            let result = try await holos.holos([
                command, "--file", "a.yaml", "--file", "b.yaml", "--env-file", "n.env", "--profile", "x",
                "--project-directory", ".", "--strict",
            ])
            // There is no such project yet: the files were read.
            #expect(result.code == 0 || result.errors.contains("`n`"), "\(result)")
            #expect(!result.errors.contains("unset"), "\(result)")
        }
    }

    @Test("bad input is one clear error with a way out and a documented code")
    func badInput() async throws {
        try await HolosFixture.use { holos in
            let scratch = holos.scratch
            #expect(mkfifo((scratch / "fifo").string, 0o600) == 0)
            try scratch.makeFolder("folder")
            #expect(truncate(try scratch.write("", to: "large.yaml").string, 100_000_000) == 0)
            for (name, entry) in [
                ("fifo", "fifo"), ("folder", "folder"), ("large", "large.yaml"), ("missing", "no.yaml"),
                ("circle", "i-circle.yaml"),
            ] { try scratch.write("include: [\(entry)]\n", to: "i-\(name).yaml") }
            try scratch.write("services: {a: {extends: b}, b: {extends: a}}\n", to: "e-circle.yaml")
            try scratch.write("services: {a: {extends: {file: large.yaml, service: a}}}\n", to: "e-large.yaml")
            let cases: [(file: String, code: Int32, error: String)] = [
                ("fifo", 65, "`fifo`: it is not a regular file\n\nhint: a text from a pipe is read with `-f -`"),
                ("folder", 65, "`folder`: it is a directory\n\nhint: name a file in it"),
                ("large.yaml", 65, "`large.yaml` is larger than 4 MiB\n\nhint: a compose file is a short text"),
                ("no.yaml", 66, "`no.yaml`: no such file or directory\n\nhint: name the file with `-f`"),
                ("i-fifo.yaml", 65, "i-fifo.yaml:1:11: error: cannot read `fifo`: it is not a regular file"),
                ("i-folder.yaml", 65, "i-folder.yaml:1:11: error: cannot read `folder`: it is a directory"),
                ("i-large.yaml", 65, "i-large.yaml:1:11: error: `large.yaml` is larger than 4 MiB"),
                ("i-missing.yaml", 65, "i-missing.yaml:1:11: error: cannot read `no.yaml`: no such file"),
                ("i-circle.yaml", 65, "i-circle.yaml:1:11: error: files include each other in a circle"),
                ("e-circle.yaml", 65, "services extend each other in a circle: `a → b → a`"),
                ("e-large.yaml", 65, "e-large.yaml:1:32: error: `large.yaml` is larger than 4 MiB"),
            ]
            for (file, code, error) in cases {
                let result = try await holos.holos(["validate", "-f", file])
                #expect(result.code == code && result.errors.contains(error), "\(file): \(result)")
                #expect(result.errors.contains("hint: "), "\(file): \(result)")
            }
        }
    }
}
