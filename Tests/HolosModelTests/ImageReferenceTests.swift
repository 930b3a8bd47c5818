import HolosModel
import Testing

@Suite("Image references")
struct ImageReferenceTests {
    private static let sha256 = String(repeating: "0a", count: 32)
    private static let digest = "sha256:\(sha256)"

    @Test(
        "read back as they were written, each as its kind",
        arguments: [
            "debian", "debian:12", "centos-stream:10", "my.image_2:v1.0-rc", "debian:12@\(digest)", "debian@\(digest)",
            "https://example.org/x.qcow2", "https://example.org:8443/a/b.img?c=d&e", "https://[::1]/x.raw",
            "https://example.org/x.qcow2@\(digest)", "https://example.org/a@b/x.img", "./x.qcow2", "../x", "/srv/x",
            "~/x.img",
            "x.qcow2", "images/x", "X.QCOW2",
        ])
    func roundTrip(text: String) throws {
        #expect(try ImageReference(text).description == text)
    }

    @Test("tell names, addresses and paths apart")
    func kinds() throws {
        let name = try #require(ImageName("debian"))
        #expect(try ImageReference("debian") == .named(name, nil, nil))
        #expect(try ImageReference("debian:12") == .named(name, ImageTag("12"), nil))
        #expect(try ImageReference("debian@\(Self.digest)") == .named(name, nil, FileDigest(.sha256, hex: Self.sha256)))
        let url = try #require(WebURL("https://example.org/x.qcow2"))
        #expect(try ImageReference("HTTPS://Example.org:443/x.qcow2") == .url(url, nil))
        #expect(
            try ImageReference("https://example.org/x.qcow2@\(Self.digest.replacing("0a", with: "0A"))")
                == .url(url, FileDigest(.sha256, hex: Self.sha256)))
        #expect(try ImageReference("debian.img") == .path("debian.img"))
        #expect(try ImageReference("./debian") == .path("./debian"))
    }

    @Test(
        "say what is wrong with them",
        arguments: [
            ("", "it is empty"), ("a\nb", "control characters"),
            ("Debian", "the name `Debian` is invalid, expected at most 63"),
            ("debian:", "the tag `` is invalid"), ("debian:a b", "the tag `a b` is invalid"),
            (":12", "the name `` is invalid"),
            ("debian:12:13", "the tag `12:13` is invalid"), ("quay.io/fedora:43", "holos fetches from no registry"),
            ("debian@sha256:12", "`sha256:12` is no digest"), ("debian@md5:00", "is no digest"),
            ("debian@12", "is no digest"),
            ("http://example.org/x.qcow2", "only https is fetched"), ("ftp://example.org/x", "`ftp` is not fetched"),
            ("file:///x.qcow2", "a local file is written as a path"), ("https://example.org/", "it names a folder"),
            ("https://example.org", "it names a folder"),
            ("https://u:p@example.org/x.img", "it has a user or a password in it"),
            ("https://example.org/x.img#y", "an image has no fragment"),
            ("https://example.org/a b", "it is no valid address"),
            ("https:///x", "it is no valid address"), ("https://a:0/x", "it is no valid address"),
            ("https://ex\u{e4}mple.org/x", "it is no valid address"),
            ("https://example.org/x@sha256:zz", "`sha256:zz` is no digest"),
        ])
    func invalid(text: String, reason: String) throws {
        let error = try #require(throws: InvalidImageReference.self) { try ImageReference(text) }
        #expect(error.message.contains(reason), "\(error)")
        #expect(error.exitStatus == .usage)
    }

    @Test("are never longer than a path can be")
    func long() {
        #expect(throws: InvalidImageReference.self) { try ImageReference("./" + String(repeating: "x", count: 4095)) }
    }
}

@Suite("Addresses of the web")
struct WebURLTests {
    @Test(
        "name a file, percent-decoded",
        arguments: [
            ("https://a/b/c.img", "c.img"), ("https://a/b/", ""), ("https://a", ""),
            ("https://a/c%2Bd%20e?f/g", "c+d e"),
            ("https://a/100%", "100%"),
        ])
    func fileName(text: String, name: String) throws {
        #expect(try #require(WebURL(text)).fileName == name)
    }

    @Test(
        "resolve what stands beside them",
        arguments: [
            ("SHA256SUMS", "https://a/b/SHA256SUMS"), ("/x", "https://a/x"), ("//h:1/x", "https://h:1/x"),
            ("../x", "https://a/x"), ("../../../x", "https://a/x"), ("./x/./y/..", "https://a/b/x/"),
            ("?q", "https://a/b/c?q"),
            ("http://h/x", "http://h/x"), ("x#y", "https://a/b/x"), ("", "https://a/b/c?d"),
            ("c.img.SHA256", "https://a/b/c.img.SHA256"),
        ])
    func resolving(reference: String, result: String) throws {
        #expect(try #require(WebURL("https://a/b/c?d")).resolving(reference)?.description == result)
    }

    @Test(
        "are refused with a user, another scheme, or what must be encoded",
        arguments: [
            "https://u@a/", "ftp://a/", "a/b", "https://a/<", "https://[::g]/", "https://[::1", "https://a:99999/",
            "https://a b/",
        ])
    func refused(text: String) {
        #expect(WebURL(text) == nil)
    }
}
