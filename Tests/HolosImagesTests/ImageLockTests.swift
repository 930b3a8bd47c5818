import HolosImages
import HolosModel
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Locks of images")
struct ImageLockTests {
    private let scratch: ScratchFolder
    private var path: FilePath { scratch / "holos.images.lock" }

    init() throws { scratch = try ScratchFolder() }

    private func entry(_ name: String, _ fill: UInt8) throws -> ImageLock.Entry {
        var bytes = [UInt8](repeating: fill, count: 4096)
        bytes[510] = 0x55
        bytes[511] = 0xaa
        let file = try scratch.write(bytes, to: name)
        return try ImageLock.Entry(reading: ImageSource(reference: "./\(name)", path: file.string), os: .openrc)
    }

    @Test("are the same bytes for the same images, and read back")
    func roundTrip() throws {
        let lock = ImageLock(images: ["./b.raw": try entry("b.raw", 1), "./a.raw": try entry("a.raw", 2)])
        try lock.write(to: path)
        let text = try scratch.read("holos.images.lock")
        #expect(try ImageLock.read(path) == lock)
        try lock.write(to: path)
        #expect(try scratch.read("holos.images.lock") == text)
        #expect(
            text.hasPrefix(
                """
                {
                  "images" : {
                    "./a.raw" : {
                      "digest" : "\(lock.images["./a.raw"]?.digest.description ?? "")",
                      "format" : "raw",
                      "os" : "openrc",
                      "size" : 4096,
                      "verification" : "unverified"
                    },
                """), "\(text)")
    }

    @Test("tell each image that differs, with both digests")
    func drift() throws {
        let (one, two) = (try entry("a.raw", 1), try entry("a.raw", 2))
        let lock = ImageLock(images: ["a": one, "b": one, "c": one])
        let drift = lock.drift(of: ImageLock(images: ["a": one, "b": two, "d": two]))
        #expect(
            drift == [
                .changed("b", locked: one.digest, found: two.digest), .gone("c"), .notLocked("d", found: two.digest),
            ])
        let error = ImageLockError.drift(path, drift)
        #expect(error.exitStatus == .verificationFailed)
        #expect(error.details.first == "`b`: locked \(one.digest), found \(two.digest)")
        #expect(lock.drift(of: lock).isEmpty)
    }

    @Test("may be lines of text")
    func lines() throws {
        let digest = try entry("a.raw", 1).digest
        try scratch.write("# images\n\nsha256 ./my disk.raw \(digest.hex)\n", to: "holos.images.lock")
        #expect(try ImageLock.read(path) == ImageLock(images: ["./my disk.raw": ImageLock.Entry(digest: digest)]))
        for (text, line) in [
            ("sha256 a \(digest.hex)\nsha256 a \(digest.hex)\n", 2), ("md5 a b\n", 1), ("sha256 \(digest.hex)\n", 1),
        ] {
            try scratch.write(text, to: "holos.images.lock")
            let error = try #require(throws: ImageLockError.self) { try ImageLock.read(path) }
            #expect(error.message.contains("line \(line)") && error.exitStatus == .invalidFile, "\(error)")
        }
        try scratch.write("{\"schema\": 1}", to: "holos.images.lock")
        #expect(throws: ImageLockError.self) { try ImageLock.read(path) }
        #expect(throws: ImageLockError.self) { try ImageLock.read(scratch / "none") }
    }
}
