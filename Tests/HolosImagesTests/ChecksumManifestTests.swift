import HolosImages
import HolosModel
import Testing

@Suite("Checksum manifests")
struct ChecksumManifestTests {
    private static let one = String(repeating: "1a", count: 32)
    private static let two = String(repeating: "2b", count: 32)
    private static let long = String(repeating: "3c", count: 64)

    private func digest(
        _ name: String, _ text: String, _ syntax: ChecksumManifest.Syntax = .lines
    ) throws -> FileDigest {
        try ChecksumManifest.digest(of: name, in: Array(text.utf8), syntax: syntax)
    }

    private func problem(
        _ name: String, _ text: String, _ syntax: ChecksumManifest.Syntax = .lines
    ) throws -> ChecksumManifest.Problem {
        try #require(throws: ChecksumManifest.Problem.self) { try digest(name, text, syntax) }
    }

    @Test(
        "of every syntax in use give the file's digest",
        arguments: [
            "\(one)  a.img", "\(one) *a.img", "\(one) a.img", "\(one)  ./a.img", "\(one.uppercased())  a.img\r",
            "SHA256 (a.img) = \(one)", "# a.img: 12 bytes\nSHA256 (a.img) = \(one)",
        ])
    func syntaxes(line: String) throws {
        #expect(
            try digest("a.img", "\(Self.two)  b.img\n\(line)\n\(Self.two)  a.img.xz\n")
                == FileDigest(.sha256, hex: Self.one))
    }

    @Test("go by the exact name")
    func exactName() throws {
        for name in ["A.img", "a.im", "dir/a.img", "a.img ", " a.img", "*a.img"] {
            #expect(
                try problem("a.img", "\(Self.one)  \(name == "a.img " ? "a.img x" : name)\n") == .notListed(others: 1))
        }
        #expect(try digest("a (1).img", "SHA256 (a (1).img) = \(Self.one)").hex == Self.one)
    }

    @Test("give the strongest of several digests")
    func strongest() throws {
        let text = "SHA256 (a.img) = \(Self.one)\nSHA512 (a.img) = \(Self.long)\n"
        #expect(try digest("a.img", text) == FileDigest(.sha512, hex: Self.long))
        #expect(try digest("a.img", "\(Self.long)  a.img") == FileDigest(.sha512, hex: Self.long))
    }

    @Test("that contradict themselves are refused")
    func ambiguous() throws {
        #expect(try problem("a.img", "\(Self.one)  a.img\n\(Self.two)  a.img\n") == .ambiguous)
        #expect(try digest("a.img", "\(Self.one)  a.img\n\(Self.one) *a.img\n").hex == Self.one)
        #expect(try problem("a.img", "\(Self.one)\n\(Self.two)\n", .single) == .ambiguous)
    }

    @Test("for one image have a digest alone, or with a name of the publisher's")
    func single() throws {
        #expect(try digest("a.img", Self.long + "\n", .single).hex == Self.long)
        #expect(try digest("a.img", "\(Self.one)  a-20261101.img\n", .single).hex == Self.one)
        #expect(try problem("a.img", Self.one) == .notListed(others: 1))
        #expect(try problem("a.img", "", .single) == .notListed(others: 0))
    }

    @Test("that are none say what they are")
    func hostile() throws {
        #expect(try problem("a.img", " \n<!DOCTYPE html><html>\(Self.one)  a.img") == .webPage)
        #expect(try problem("a.img", "\(Self.one)  a.img\0") == .notText)
        #expect(
            try problem("a.img", "MD5 (a.img) = \(Self.one)\nSHA256 (a.img)=\(Self.one)\nSHA256 a.img) = \(Self.one)")
                == .notListed(others: 0))
        #expect(try problem("a.img", "\(Self.one.dropLast())g  a.img") == .notListed(others: 0))
        #expect(try problem("a.img", String(repeating: "x", count: 5 << 20)) == .notText)
        let many = String(repeating: "\(Self.one)  \(String(repeating: "n", count: 900))\n", count: 4000)
        #expect(try digest("a.img", many + "\(Self.two)  a.img\n").hex == Self.two)
    }
}

@Suite("Clearsigned texts")
struct ClearsignedTextTests {
    private func content(_ text: String) throws -> String {
        String(decoding: try ClearsignedText.content(of: Array(text.utf8)), as: UTF8.self)
    }

    private static let begin = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
    private static let end = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"

    @Test("count only inside of the signature")
    func inside() throws {
        #expect(try content("before\n\(Self.begin)in\n- -dash\n\(Self.end)after\n") == "in\n-dash\n")
    }

    @Test(
        "that could be read in two ways are refused",
        arguments: [
            begin + "in\n" + end + begin + "other\n" + end, begin + "in\n" + begin + "other\n" + end, begin + "in\n",
            begin + "in\n-----BEGIN PGP SIGNATURE-----\n", "-----BEGIN PGP SIGNED MESSAGE-----\n" + end,
        ])
    func malformed(text: String) {
        #expect(throws: ClearsignedText.Problem.malformed) { try content(text) }
    }

    @Test("are told from plain ones")
    func plain() {
        #expect(throws: ClearsignedText.Problem.unsigned) { try content("abc\n") }
    }
}
