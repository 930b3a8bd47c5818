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
            Compose.errors("services: {web: {image: \(long)}}") == [
                "1:25 `image`: a path has at most 4095 bytes, found 4096 | shorten it"
            ])
        #expect(Compose.errors("services: {web: {image: \(long.dropLast())}}") == [])
    }

    @Test(arguments: [
        "volumes: ['C:\\x:/y']", "volumes: ['c:\\x:/y:ro']", "volumes: ['c:/x:/y']", "volumes: ['C:/x:/y:ro']",
        "volumes: [{type: bind, source: 'c:/x', target: /y}]", "env_file: 'C:\\x.env'",
    ])
    func `a path of Windows is called one`(lines: String) {
        let errors = Compose.errors(Compose.service(lines))
        #expect(errors.count == 1)
        #expect(
            errors.allSatisfy { $0.contains(": a path of Windows, found `") && $0.contains(" | write a path of this") })
    }
}
