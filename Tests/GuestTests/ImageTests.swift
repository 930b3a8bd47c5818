import Foundation
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Images of a publisher", .enabled(if: Guest.image != nil, Guest.missing), .timeLimit(.minutes(20)))
struct ImageTests {
    /// A mark between the partition table and the first partition, by which guests can tell which image they are on.
    private func mark(_ image: String) async throws {
        let result = try await HolosFixture.run(
            "/usr/bin/qemu-io", ["-f", "qcow2", "-c", "write -P 0x4e 20480 512", image])
        #expect(result.code == 0 && !result.text.contains("failed"), "\(result)")
    }

    private func publish(_ publisher: Publisher, _ keys: Keys) async throws -> String {
        let file = (publisher.scratch / "www/lab.qcow2").string
        let sum = String(try await HolosFixture.run("/usr/bin/sha256sum", [file]).text.prefix(64))
        try publisher.publish("\(sum)  lab.qcow2\n".utf8, as: "SUMS")
        try publisher.publish(try await keys.sign("\(sum)  lab.qcow2\n", by: "alice"), as: "SUMS.gpg")
        return sum
    }

    @Test("a tag that moves leaves a guest's disk as it is, and new instances get what it means now")
    func movingTag() async throws {
        let image = try #require(Guest.image)
        try await HolosFixture.use { holos in
            try await Publisher.use(holos.scratch) { publisher in
                let keys = try Keys(holos.scratch)
                try await keys.make("alice")
                let key = FileManager.default.contents(atPath: (holos.scratch / "alice.asc").string) ?? Data()
                try holos.scratch.write(Array(key), to: "keys/alice.asc")
                // Of the project, beside its compose file.
                try holos.scratch.write(
                    """
                    {"images": [{"name": "lab", "tag": "1", "arch": "amd64", "user": "ada", "firmware": "bios",
                      "url": "\(publisher.url("lab.qcow2"))", "checksums": {"url": "SUMS"},
                      "signature": {"of": "manifest", "url": "SUMS.gpg", "keys": ["alice.asc"]}}]}
                    """, to: "holos.catalog.json")
                let published = (holos.scratch / "www/lab.qcow2").string
                try FileManager.default.copyItem(atPath: image, toPath: published)
                #expect(chmod(published, 0o600) == 0)
                let first = try await publish(publisher, keys)

                func compose(replicas: Int) throws {
                    try holos.scratch.write(
                        "name: shop\nservices:\n  web: {image: lab:1, replicas: \(replicas)}\n", to: "holos.yaml")
                }
                func run(_ arguments: String...) async throws -> HolosFixture.Result {
                    try await holos.holos(arguments, environment: ["SSL_CERT_FILE": publisher.authority])
                }
                func base(_ instance: String) throws -> Bool {
                    try holos.scratch.read("state/projects/shop/instances/\(instance)/instance.json").contains(first)
                }
                let isMarked =
                    "sudo dd if=/dev/vda bs=512 skip=40 count=1 status=none | grep -qa NNNN && echo new || echo old"

                try compose(replicas: 1)
                let up = try await run("up")
                #expect(up.code == 0 && up.errors.contains("lab:1: pulled, signed"), "\(up)")
                #expect(try await Guest.sh(holos, "web-0", "id -un; echo precious >kept; sync") == "ada")
                #expect(try await Guest.sh(holos, "web-0", isMarked) == "old")
                #expect(try await run("stop").code == 0)

                try await mark(published)
                let second = try await publish(publisher, keys)
                #expect(first != second)
                let pulled = try await run("pull")
                #expect(pulled.code == 0 && pulled.text.contains("updated"), "\(pulled)")

                try compose(replicas: 2)
                let again = try await run("up")
                #expect(again.code == 0, "\(again)")
                #expect(try base("web-0") && !base("web-1"))
                #expect(try await Guest.sh(holos, "web-0", "cat kept") == "precious")
                #expect(try await Guest.sh(holos, "web-0", isMarked) == "old")
                #expect(try await Guest.sh(holos, "web-1", "test -e kept && echo kept || echo fresh") == "fresh")
                #expect(try await Guest.sh(holos, "web-1", isMarked) == "new")
                let removed = try await run("images", "rm", "sha256:\(first.prefix(12))")
                #expect(removed.code == 1 && removed.errors.contains("`shop/web-0`"), "\(removed)")
                #expect(try await run("verify", "--all").code == 0)
            }
        }
    }
}
