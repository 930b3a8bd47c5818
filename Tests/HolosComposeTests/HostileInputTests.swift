import Glibc
import HolosCompose
import HolosModel
import Testing

/// Files made to cost time or memory. The bound only tells a hang from a slow machine; a release build takes
/// milliseconds.
@Suite(.serialized) struct HostileInputTests {
    private static let bomb =
        "x-0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + (1...8).map {
            "x-\($0): &a\($0) [" + Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        .joined()

    static let cases: [(name: String, text: @Sendable () -> String, error: String)] = [
        ("alias bomb", { bomb }, "has more than 200000 values"),
        ("alias bomb of keys", { bomb + "services: {? *a8 : x}" }, "has more than 200000 values"),
        (
            "merge bomb",
            {
                "x-0: &m0 {" + (0..<500).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
                    + (1...500).map { "x-\($0): {<<: *m0}\n" }.joined()
            }, "has more than 200000 values"
        ),
        (
            "chain of aliases",
            {
                "x-0: &a0 []\n" + (1...100).map { "x-\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
            }, "nested more than 64 levels"
        ),
        ("10 000 brackets", { String(repeating: "[", count: 10_000) }, "nested more than 64 levels"),
        ("10 000 braces", { String(repeating: "{a: ", count: 10_000) }, "nested more than 64 levels"),
        ("10 000 dashes", { String(repeating: "- ", count: 10_000) }, "nested more than 64 levels"),
        ("10 000 levels", { (0..<10_000).map { String(repeating: " ", count: $0 % 300) + "a:\n" }.joined() }, ""),
        ("10 000 complex keys", { String(repeating: "? ", count: 10_000) }, "nested more than 64 levels"),
        ("many values", { "x: [" + String(repeating: "a,", count: 1 << 20) + "]" }, "has more than 200000 values"),
        (
            "many directives",
            {
                (0..<100_000).map { "%TAG !t\($0)! tag:x\n" }.joined() + "---\na: 1"
            }, "more than 64 lines begin with `%`"
        ),
        (
            "many directives of a second document",
            {
                "a: 1\n...\n" + (0..<100_000).map { "%TAG !t\($0)! tag:x\n" }.joined() + "---\na: 1"
            }, "more than 64 lines begin with `%`"
        ),
        ("one long word", { "services: " + String(repeating: "a", count: 4 << 20 - 100) }, "expected a mapping"),
        ("one long key", { "? " + String(repeating: "a", count: 3 << 20) + "\n: 1" }, "unknown key"),
        (
            "long enumeration value",
            {
                Compose.service("image_os: " + String(repeating: "s", count: 3 << 20))
            }, "`image_os`: expected"
        ),
        ("many unknown keys", { (0..<50_000).map { "key\($0): 1\n" }.joined() }, "unknown key"),
        (
            "many unknown dependencies",
            {
                "services:\n"
                    + (0..<5_000).map { "  s\($0): {image: ./a.img, replicas: 0, depends_on: [t\($0)]}\n" }.joined()
            }, "depends on the unknown service"
        ),
        (
            "long circle",
            {
                "services:\n"
                    + (0..<5_000).map {
                        "  s\($0): {image: ./a.img, replicas: 0, depends_on: [s\(($0 + 1) % 5_000)]}\n"
                    }
                    .joined()
            }, "in a circle"
        ),
        (
            "many equal ports",
            {
                "services: {a: {image: ./a.img, ports: [" + (1...20_000).map { "'1:\($0)'," }.joined() + "]}}"
            }, "already taken"
        ),
        ("control character at the end", { String(repeating: "a: b # comment\n", count: 250_000) + "\u{1}" }, ""),
    ]

    @Test(arguments: cases.indices)
    func `a hostile file fails at once`(index: Int) {
        let example = Self.cases[index]
        let text = example.text()
        // The processor's time of this thread: other tests run beside it.
        let start = processorTime()
        let errors = Compose.errors(text)
        let time = Duration.nanoseconds(processorTime() - start)
        #expect(
            !errors.isEmpty && errors.contains { $0.contains(example.error) }, "\(example.name): \(errors.prefix(3))")
        #expect(errors.count <= DiagnosticLog.limit)
        #expect(errors.allSatisfy { $0.utf8.count < 2_000 })
        #expect(time < .seconds(5), "\(example.name) took \(time)")
    }

    @Test func `errors beyond the first hundred are counted`() throws {
        let text = "services: {a: {image: ./a.img}}\n" + (0..<250).map { "key\($0): 1\n" }.joined()
        let error = try #require(throws: ComposeError.self) { try Compose.load(text) }
        #expect(error.message == "250 errors in /srv/stack/holos.yaml, the first 100 are shown")
    }

    @Test func `nothing of a file reaches the terminal unescaped`() throws {
        let text = "services: {web: {image: \"\\e[31mred\\u202e\"}}\n\"\\e]0;title\\a\": 1 # \u{202e}\n"
        let error = try #require(throws: ComposeError.self) { try Compose.load(text) }
        #expect(
            !error.description.unicodeScalars.contains {
                $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
            })
    }
}
