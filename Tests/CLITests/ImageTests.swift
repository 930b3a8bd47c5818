import Foundation
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Images on the command line", .timeLimit(.minutes(3)))
struct ImageTests {
    /// A catalog of the user with `lab:1`.
    private func catalog(_ publisher: Publisher, _ holos: HolosFixture, file: String = "a.raw") throws {
        let entries = ["amd64", "arm64"].map { architecture in
            """
            {"name": "lab", "tag": "1", "arch": "\(architecture)", "url": "\(publisher.url(file))", "format": "raw",
             "checksums": {"url": "SUMS"}}
            """
        }
        try holos.scratch.write(
            "{\"images\": [\(entries.joined(separator: ", "))]}", to: "config/holos/catalog.json")
    }

    private func environment(_ publisher: Publisher, _ holos: HolosFixture) -> [String: String] {
        ["SSL_CERT_FILE": publisher.authority, "XDG_CONFIG_HOME": (holos.scratch / "config").string]
    }

    private func sums(_ publisher: Publisher, _ file: String = "a.raw") async throws {
        let sum = try await HolosFixture.run("/usr/bin/sha256sum", [(publisher.scratch / "www/\(file)").string])
        try publisher.publish("\(sum.text.prefix(64))  \(file)\n".utf8, as: "SUMS")
    }

    @Test("are pulled by name, listed, inspected, verified and removed")
    func lifecycle() async throws {
        try await HolosFixture.use { holos in
            try await Publisher.use(holos.scratch) { publisher in
                let variables = environment(publisher, holos)
                try catalog(publisher, holos)
                try publisher.publish(Publisher.disk(1), as: "a.raw")
                try await sums(publisher)
                let known = try await holos.holos(["images"], environment: variables)
                #expect(known.text.contains("lab:1") && known.text.contains("debian:13"), "\(known)")

                let pulled = try await holos.holos(["pull", "lab"], environment: variables)
                #expect(pulled.code == 0 && pulled.text.contains("checksum"), "\(pulled)")
                #expect(pulled.text.split(separator: "\n").last?.hasSuffix("new") == true)
                #expect(pulled.errors == "lab: fetching 3 MiB\n")
                let again = try await holos.holos(["pull", "lab:1", "--format", "json"], environment: variables)
                #expect(
                    again.text.contains("\"isNew\" : false") && again.text.contains("\"state\" : \"checksum\""),
                    "\(again)")

                let here = try await holos.holos(["images", "ls", "--here"], environment: variables)
                #expect(here.text.split(separator: "\n").count == 2 && here.text.contains("3 MiB"), "\(here)")
                let inspected = try await holos.holos(["images", "inspect", "lab:1"], environment: variables)
                #expect(inspected.text.contains("\"source\" : \"\(publisher.url("a.raw"))\""), "\(inspected)")

                let verified = try await holos.holos(["verify", "--all"], environment: variables)
                #expect(verified.code == 0 && verified.text.contains("sound"), "\(verified)")
                let removed = try await holos.holos(["images", "rm", "lab:1"], environment: variables)
                #expect(removed.code == 0 && removed.errors == "removed 3 MiB\n", "\(removed)")
                #expect(try await holos.holos(["images", "rm", "lab:1"], environment: variables).code == 66)
            }
        }
    }

    @Test("that changed on the server get a new disk and leave the old one")
    func movingTag() async throws {
        try await HolosFixture.use { holos in
            try await Publisher.use(holos.scratch) { publisher in
                let variables = environment(publisher, holos)
                try catalog(publisher, holos)
                for seed in [1, 2] as [UInt64] {
                    try publisher.publish(Publisher.disk(seed), as: "a.raw")
                    try await sums(publisher)
                    #expect(try await holos.holos(["pull", "lab"], environment: variables).code == 0)
                }
                #expect(try holos.scratch.list("state/images/sha256").count == 4)
                let pruned = try await holos.holos(["images", "prune"], environment: variables)
                #expect(pruned.code == 0 && pruned.errors == "removed 3 MiB\n", "\(pruned)")
                #expect(try holos.scratch.list("state/images/sha256").count == 2)
            }
        }
    }

    @Test("whose pull is killed at any moment leave nothing with a name, and the next one goes on")
    func killed() async throws {
        try await HolosFixture.use { holos in
            try await Publisher.use(holos.scratch) { publisher in
                let variables = environment(publisher, holos)
                try catalog(publisher, holos)
                // Says nothing more after a part: the pull hangs until it is killed.
                try publisher.publish(Publisher.disk(1), as: "a.raw")
                try await sums(publisher)
                try publisher.serve("a.raw", #"{"stall": 2000000}"#)
                let binary = HolosFixture.binary.string
                let script = """
                    '\(binary)' pull lab & pid=$!
                    until [ "$(cat state/images/downloads/*/part 2>/dev/null | wc -c)" -ge 1000000 ]; do sleep 0.05; done
                    kill -9 $pid
                    """
                let killed = try await HolosFixture.run(
                    "/bin/sh", ["-c", script],
                    environment: variables.merging(["HOLOS_STATE_DIR": holos.stateDirectory.string]) { $1 },
                    workingDirectory: holos.scratch.path)
                #expect(killed.code == 0, "\(killed)")
                #expect(try holos.scratch.list("state/images/sha256").isEmpty)
                try publisher.serve("a.raw", nil)
                // Each leaves one more record: of the disk, then of the name.
                for moment in ["before:1", "after:1", "before:1"] {
                    let run = try await holos.holos(
                        ["pull", "lab"], environment: variables.merging(["HOLOS_TEST_KILL": moment]) { $1 })
                    #expect(run.code == 137, "\(moment): \(run)")
                    let names =
                        try holos.scratch.exists("state/images/refs/lab")
                        ? holos.scratch.list("state/images/refs/lab") : []
                    #expect(!names.contains { $0.hasSuffix(".json") }, "\(moment)")
                }
                let end = try await holos.holos(["pull", "lab"], environment: variables)
                #expect(end.code == 0, "\(end)")
                #expect(try await holos.holos(["verify", "-a"], environment: variables).code == 0)
                // The killed part was not fetched again, and the whole not twice.
                #expect(
                    try publisher.requests().filter { $0.contains("/a.raw") }.map { $0.prefix(3) } == ["200", "206"])
            }
        }
    }

    @Test("that are damaged are put aside with exit code 84, and fetched again")
    func damaged() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage("a.raw")
            let added = try await holos.holos("images", "import", "a.raw", "lab:1", "--user", "me")
            #expect(added.code == 0 && added.text.hasPrefix("lab:1  sha256:"), "\(added)")
            let digest = added.text.dropFirst(14).prefix(64)
            let path = (holos.scratch / "state/images/sha256/\(digest)").string
            #expect(chmod(path, 0o600) == 0 && truncate(path, 4096) == 0)
            let verified = try await holos.holos("verify", "lab:1")
            #expect(verified.code == 84 && verified.text.contains("damaged"), "\(verified)")
            #expect(verified.errors.contains("it was moved to `"), "\(verified)")
            #expect(try holos.scratch.list("state/images/quarantine").count == 1)
            #expect(try await holos.holos("images", "import", "a.raw", "lab:1").code == 0)
            #expect(try await holos.holos("verify", "lab:1").code == 0)
            let wrong = try await holos.holos(
                "images", "import", "a.raw", "lab:2", "--digest", "sha256:" + String(repeating: "0", count: 64))
            #expect(wrong.code == 84, "\(wrong)")
        }
    }

    @Test("of a compose file are locked, and drift is told with both digests and exit code 84")
    func lock() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage("a.raw")
            try holos.scratch.write(
                "services:\n  web:\n    image: ./a.raw\n  db:\n    image: ./a.raw\n", to: "stack/holos.yaml")
            try FileManager.default.moveItem(
                atPath: (holos.scratch / "a.raw").string, toPath: (holos.scratch / "stack/a.raw").string)
            let none = try await holos.holos("images", "lock", "--check", "-f", "stack/holos.yaml")
            #expect(none.code == 66, "\(none)")
            let locked = try await holos.holos("images", "lock", "-f", "stack/holos.yaml")
            #expect(locked.code == 0 && locked.text.hasPrefix("./a.raw  sha256:"), "\(locked)")
            #expect(holos.scratch.exists("stack/holos.images.lock"))
            #expect(try await holos.holos("images", "lock", "--check", "-f", "stack/holos.yaml").code == 0)
            try holos.poweringOffImage("stack/a.raw")
            let drift = try await holos.holos("images", "lock", "--check", "-f", "stack/holos.yaml")
            #expect(drift.code == 84 && drift.errors.contains(locked.text.dropFirst(9).prefix(71)), "\(drift)")
        }
    }

    @Test("with invalid catalogs or unknown names say so, all at once")
    func mistakes() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(#"{"images": [{"nam": "x"}], "mirror": []}"#, to: "config/holos/catalog.json")
            let variables = ["XDG_CONFIG_HOME": (holos.scratch / "config").string]
            let invalid = try await holos.holos(["images"], environment: variables)
            #expect(invalid.code == 65 && invalid.errors.contains("did you mean `name`?"), "\(invalid)")
            #expect(invalid.errors.contains("did you mean `mirrors`?"), "\(invalid)")
            let unknown = try await holos.holos("pull", "debain")
            #expect(unknown.code == 66 && unknown.errors.contains("did you mean `debian`?"), "\(unknown)")
            #expect(try await holos.holos("pull", "./a.raw").code == 64)
        }
    }
}
