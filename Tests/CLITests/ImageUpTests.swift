import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// Services that name their images, with a publisher of the test's own and guests that only halt.
@Suite("Named images in compose files", .timeLimit(.minutes(5)))
struct ImageUpTests {
    /// A publisher with `lab:1`, and the environment in which holos knows it.
    struct Lab {
        let holos: HolosFixture
        let publisher: Publisher

        static func use(_ body: @escaping (Lab) async throws -> Void) async throws {
            try await HolosFixture.use { holos in
                try await Publisher.use(holos.scratch) { publisher in
                    let lab = Lab(holos: holos, publisher: publisher)
                    try holos.scratch.write(
                        """
                        {"images": [{"name": "lab", "tag": "1", "aliases": ["one"], "arch": "amd64", "user": "ada",
                          "url": "\(publisher.url("lab.raw"))", "format": "raw", "checksums": {"url": "SUMS"}}]}
                        """, to: "config/holos/catalog.json")
                    try await lab.publish(1)
                    try await body(lab)
                }
            }
        }

        /// A disk that halts, whose rest depends on the seed.
        func publish(_ seed: UInt8) async throws {
            let file = try holos.haltingImage("www/lab.raw")
            var bytes = Array(FileManager.default.contents(atPath: file.string) ?? Data())
            bytes[4096] = seed
            try publisher.publish(bytes, as: "lab.raw")
            let sum = try await HolosFixture.run("/usr/bin/sha256sum", [file.string])
            try publisher.publish("\(sum.text.prefix(64))  lab.raw\n".utf8, as: "SUMS")
        }

        func write(_ services: String = "  web: {image: lab:1, stop_grace_period: 0s, vm: {memory_mb: 64}}\n") throws {
            try holos.scratch.write("name: shop\nservices:\n\(services)", to: "holos.yaml")
        }

        @discardableResult
        func run(_ arguments: String...) async throws -> HolosFixture.Result { try await run(arguments) }

        @discardableResult
        func run(_ arguments: [String], more: [String: String] = [:]) async throws -> HolosFixture.Result {
            let variables = [
                "SSL_CERT_FILE": publisher.authority, "XDG_CONFIG_HOME": (holos.scratch / "config").string,
            ]
            return try await holos.holos(arguments, environment: variables.merging(more) { $1 })
        }

        /// How often the server was asked.
        var asked: Int { get throws { holos.scratch.exists("www.log") ? try publisher.requests().count : 0 } }

        /// The record of an instance, as text.
        func record(_ name: String) throws -> String {
            try holos.scratch.read("state/projects/shop/instances/\(name)/instance.json")
        }

        /// The digest of the disk that an instance stands on.
        func base(_ name: String) throws -> Substring {
            let text = try record(name)
            let start = try #require(text.firstRange(of: "/images/sha256/")).upperBound
            return text[start...].prefix(64)
        }
    }

    @Test("are pulled as part of the plan, and once they are here no network is touched")
    func pulledOnce() async throws {
        try await Lab.use { lab in
            try lab.write("  web: {image: lab, replicas: 2, stop_grace_period: 0s, vm: {memory_mb: 64}}\n")
            let plan = try await lab.run("up", "-d", "--dry-run")
            #expect(plan.code == 0 && plan.text.hasPrefix("pull     lab    it is not here\ncreate   web-0"), "\(plan)")
            #expect(try lab.asked == 0)
            let json = try await lab.run("up", "-d", "--dry-run", "--format", "json")
            #expect(json.text.contains("\"image\" : \"lab\"") && json.text.contains("\"action\" : \"pull\""), "\(json)")

            let up = try await lab.run("up", "-d")
            #expect(up.code == 0 && up.errors.contains("lab: fetching 1 MiB\nlab: pulled, checksum\n"), "\(up)")
            #expect(try lab.publisher.requests().map { $0.split(separator: " ")[1] } == ["/SUMS", "/lab.raw"])
            #expect(try lab.record("web-0").contains("\"user\" : \"ada\""))
            #expect(try lab.base("web-0") == lab.base("web-1"))

            // Nothing answers at this proxy: whoever touched the network would fail.
            let offline = ["HTTPS_PROXY": "http://127.0.0.1:1"]
            for command in [["up", "-d"], ["down"], ["up", "-d"], ["stop"], ["start"]] {
                let result = try await lab.run(command, more: offline)
                #expect(result.code == 0, "\(command): \(result)")
            }
            #expect(try lab.asked == 2)
        }
    }

    @Test("are asked for as pull_policy and --pull say")
    func policies() async throws {
        try await Lab.use { lab in
            try lab.write()
            let never = try await lab.run("up", "-d", "--pull", "never")
            #expect(never.code == 1 && never.errors.contains("`lab:1` is not here, and must not be pulled"), "\(never)")
            #expect(!lab.holos.scratch.exists("state/projects/shop"))
            #expect(try lab.asked == 0)
            #expect(try await lab.run("pull").code == 0)
            #expect(try lab.asked == 2)
            func up(_ policy: String, _ options: String...) async throws -> Int {
                let before = try lab.asked
                try lab.write(
                    "  web: {image: lab:1, pull_policy: \(policy), stop_grace_period: 0s, vm: {memory_mb: 64}}\n")
                let result = try await lab.run(["up", "-d"] + options)
                #expect(result.code == 0, "\(policy): \(result)")
                return try lab.asked - before
            }
            #expect(try await up("missing") == 0)
            #expect(try await up("never") == 0)
            #expect(try await up("daily") == 0)
            #expect(try await up("always") == 1)
            #expect(try await up("always", "--pull", "missing") == 0)
            #expect(try await up("never", "--pull", "always") == 1)
            #expect(try await up("every_0s") == 1)
            // A publisher out of reach is no reason to stop where the image is here, unless it is always to be asked.
            try lab.publisher.serve("SUMS", #"{"status": 503}"#)
            #expect(try await up("every_0s") == 1)
            let always = try await lab.run("up", "-d", "--pull", "always")
            #expect(always.code == 1 && always.errors.contains("status 503"), "\(always)")
        }
    }

    @Test("that move on the server leave every disk on its image, which is not removed while a disk needs it")
    func movingTag() async throws {
        try await Lab.use { lab in
            try lab.write()
            #expect(try await lab.run("up", "-d").code == 0)
            let old = try lab.base("web-0")
            #expect(try await lab.run("stop").code == 0)
            try await lab.publish(2)
            let pulled = try await lab.run("pull")
            #expect(pulled.code == 0 && pulled.text.contains("updated"), "\(pulled)")
            try lab.write("  web: {image: lab:1, replicas: 2, stop_grace_period: 0s, vm: {memory_mb: 64}}\n")
            let up = try await lab.run("up", "-d")
            #expect(up.code == 0, "\(up)")
            #expect(try lab.base("web-0") == old && lab.base("web-1") != old)
            let removed = try await lab.run("images", "rm", "sha256:\(old.prefix(12))")
            #expect(removed.code == 1 && removed.errors.contains("is in use: `shop/web-0`"), "\(removed)")
            #expect(try await lab.run("images", "prune", "--all").code == 0)
            #expect(try lab.holos.scratch.list("state/images/sha256").count == 4)
            #expect(try await lab.run("stop").code == 0)
            #expect(try await lab.run("start").code == 0)

            // A damaged base starts nothing, and says whose disk stands on it.
            #expect(try await lab.run("stop").code == 0)
            let path = (lab.holos.scratch / "state/images/sha256/\(old)").string
            #expect(chmod(path, 0o600) == 0 && truncate(path, 4096) == 0)
            let damaged = try await lab.run("start", "web-0")
            #expect(damaged.code == 84 && damaged.errors.contains("`shop/web-0`"), "\(damaged)")
            #expect(damaged.errors.contains("is damaged"), "\(damaged)")
        }
    }

    @Test("are held to holos.images.lock: drift is told with both digests, and nothing starts")
    func locked() async throws {
        try await Lab.use { lab in
            try lab.write("  web: {image: lab:1, stop_grace_period: 0s, vm: {memory_mb: 64}}\n")
            let demanded = try await lab.run("up", "-d", "--locked")
            #expect(demanded.code == 66 && demanded.errors.contains("there is no lock"), "\(demanded)")
            let early = try await lab.run("images", "lock")
            #expect(early.code == 66 && early.errors.contains("`holos pull lab:1`"), "\(early)")
            #expect(try await lab.run("pull", "lab:1").code == 0)
            #expect(try await lab.run("images", "lock").code == 0)
            let lock = try lab.holos.scratch.read("holos.images.lock")
            #expect(lock.contains("\"lab:1\" : {") && lock.contains("\"verification\" : \"checksum\""), "\(lock)")
            #expect(try await lab.run("up", "-d", "--locked").code == 0)
            let old = try lab.base("web-0")
            #expect(try await lab.run("down").code == 0)

            try await lab.publish(2)
            let drift = try await lab.run("up", "-d", "--pull", "always")
            #expect(
                drift.code == 84 && drift.errors.contains("`lab:1`: locked sha256:\(old), found sha256:"), "\(drift)")
            #expect(!lab.holos.scratch.exists("state/projects/shop"))
            #expect(try await lab.run("images", "lock", "--check").code == 84)
            #expect(try await lab.run("run", "lab:1").code == 84)
            #expect(try await lab.run("images", "lock").code == 0)
            #expect(try await lab.run("up", "-d").code == 0)
            #expect(try lab.base("web-0") != old)
            // What runs on another image than the locked one is drift, too.
            try lab.holos.scratch.write(lock, to: "other.lock")
            let other = try await lab.run("up", "-d", "--lockfile", "other.lock")
            #expect(other.code == 84, "\(other)")
            try lab.holos.scratch.write("{\"schema\": 1, \"images\": {}}", to: "other.lock")
            let unlisted = try await lab.run("up", "-d", "--lockfile", "other.lock")
            #expect(
                unlisted.code == 84 && unlisted.errors.contains("`lab:1`: not locked, found sha256:"), "\(unlisted)")
        }
    }

    @Test("that nobody knows are told at once, with the service; nothing is left behind")
    func unknown() async throws {
        try await Lab.use { lab in
            try lab.write("  web: {image: lba:1}\n  db: {image: lab:3}\n")
            let up = try await lab.run("up", "-d")
            #expect(up.code == 66, "\(up)")
            #expect(up.errors.contains("service `web`: no catalog has an image `lba`"), "\(up)")
            #expect(up.errors.contains("service `db`: the image `lab` has no tag `3`"), "\(up)")
            #expect(!lab.holos.scratch.exists("state/projects/shop"))
            try lab.write("  web: {image: http://example.org/x.qcow2}\n")
            let plain = try await lab.run("validate")
            #expect(plain.code == 65 && plain.errors.contains("only https is fetched"), "\(plain)")
        }
    }
}

/// Services whose image is a file.
@Suite("Local images", .timeLimit(.minutes(3)))
struct LocalImageUpTests {
    private func compose(_ holos: HolosFixture) throws {
        try holos.scratch.write(
            "name: shop\nservices:\n  web: {image: ./a.raw, stop_grace_period: 0s, vm: {memory_mb: 64}}\n",
            to: "holos.yaml")
    }

    private func sum(_ holos: HolosFixture, _ file: String = "a.raw") async throws -> Substring {
        try await HolosFixture.run("/usr/bin/sha256sum", [(holos.scratch / file).string]).text.prefix(64)
    }

    @Test("that changed under a disk are refused with both digests; the same content is as good, whatever its times")
    func changed() async throws {
        try await HolosFixture.use { holos in
            try compose(holos)
            try holos.haltingImage("a.raw")
            let old = try await sum(holos)
            #expect(try await holos.holos("up", "-d").code == 0)
            #expect(try await holos.holos("stop").code == 0)
            try holos.poweringOffImage("a.raw")
            let new = try await sum(holos)
            for command in ["start", "up"] {
                let refused = try await holos.holos(command)
                #expect(refused.code == 84, "\(refused)")
                #expect(refused.errors.contains("it was sha256:\(old)"), "\(refused)")
                #expect(refused.errors.contains("it is  sha256:\(new)"), "\(refused)")
            }
            // Not the same inode and times, but the same bytes.
            try FileManager.default.removeItem(atPath: (holos.scratch / "a.raw").string)
            try holos.haltingImage("a.raw")
            for _ in 0..<2 {
                let start = try await holos.holos("start")
                #expect(start.code == 0, "\(start)")
                #expect(try await holos.holos("stop").code == 0)
            }
            // A byte that changed while the time of modification says otherwise.
            let path = (holos.scratch / "a.raw").string
            let times = try FileManager.default.attributesOfItem(atPath: path)
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.seek(toOffset: 5000)
            try handle.write(contentsOf: [1])
            try handle.close()
            try FileManager.default.setAttributes(
                [.modificationDate: times[.modificationDate] as Any], ofItemAtPath: path)
            let touched = try await holos.holos("start")
            #expect(touched.code == 84, "\(touched)")
        }
    }

    @Test("are held to SHA256SUMS beside them, and to locks of three columns")
    func sums() async throws {
        try await HolosFixture.use { holos in
            try compose(holos)
            try holos.haltingImage("a.raw")
            let good = try await sum(holos)
            let bad = String(repeating: "0", count: 64)
            try holos.scratch.write("\(bad)  b.raw\n\(bad) *a.raw\n", to: "SHA256SUMS")
            let refused = try await holos.holos("up", "-d")
            #expect(refused.code == 84, "\(refused)")
            #expect(refused.errors.contains("`./a.raw`: locked sha256:\(bad), found sha256:\(good)"), "\(refused)")
            #expect(refused.errors.contains("SHA256SUMS"), "\(refused)")
            #expect(!holos.scratch.exists("state/projects/shop"))
            try holos.scratch.write("\(good) *a.raw\n", to: "SHA256SUMS")
            try holos.scratch.write("# images\nsha256 a.raw \(bad)\n", to: "holos.images.lock")
            let locked = try await holos.holos("up", "-d")
            #expect(locked.code == 84 && locked.errors.contains("holos.images.lock"), "\(locked)")
            try holos.scratch.write("sha256 \((holos.scratch / "a.raw").string) \(good)\n", to: "holos.images.lock")
            let up = try await holos.holos("up", "-d", "--locked")
            #expect(up.code == 0, "\(up)")
            // Whatever starts later is compared, too.
            try holos.scratch.write("sha256 a.raw \(bad)\n", to: "holos.images.lock")
            #expect(try await holos.holos("up", "-d").code == 84)
        }
    }
}
