import HolosCompose
import Testing

@Suite struct PathTests {
    @Test(arguments: [
        ("a", "/srv/x/a"), ("./a", "/srv/x/a"), ("../a", "/srv/a"), ("../../../../a", "/a"),
        ("/a/./b//c/../d/", "/a/b/d"),
        ("a b", "/srv/x/a b"), (".", "/srv/x"), ("..a/...", "/srv/x/..a/..."), ("a/\u{301}b/..", "/srv/x/a"),
        ("", "/srv/x"),
    ])
    func `a path is made absolute without looking at the disk`(text: String, path: String) {
        #expect(PathText.resolve(text, in: "/srv/x") == path)
    }

    @Test func `a path that no kernel takes is refused`() {
        let long = "/" + String(repeating: "a", count: 4095)
        #expect(
            Compose.errors("services: {web: {image: \(long)}}").map { $0.prefix(62) } == [
                "1:25 `image`: a path has at most 4095 bytes, found 4096"
            ])
        #expect(Compose.errors("services: {web: {image: \(long.dropLast())}}") == [])
    }
}
