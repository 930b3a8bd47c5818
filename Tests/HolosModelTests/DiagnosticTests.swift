import HolosModel
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test("show the place, the line, a caret and the hints")
    func complete() {
        let diagnostic = Diagnostic(
            .error, "unknown key `prots`", at: .init(file: "holos.yaml", line: 3, column: 5),
            sourceLine: "    prots: []",
            hints: ["did you mean `ports`?", "see the manual"])
        #expect(
            diagnostic.rendered == """
                holos.yaml:3:5: error: unknown key `prots`
                        prots: []
                        ^

                hint: did you mean `ports`?
                hint: see the manual
                """)
    }

    @Test(
        "put the caret below the column",
        arguments: [
            ("abc", 1, "^"), ("abc", 3, "  ^"), ("\tab", 2, "\t^"), ("\t \tx", 4, "\t \t^"), ("ab", 3, "  ^"),
            ("ab", 9, "  ^"), ("", 1, "^"), ("é🙂x", 3, "  ^"),
        ])
    func caret(line: String, column: Int, caret: String) {
        let diagnostic = Diagnostic(
            .warning, "m", at: .init(file: "f", line: 1, column: column), sourceLine: line)
        #expect(diagnostic.rendered == "f:1:\(column): warning: m\n    \(line)\n    \(caret)")
    }

    @Test("are one line without a place")
    func short() {
        #expect(Diagnostic(.error, "nothing there").rendered == "error: nothing there")
        #expect(Diagnostic(.error, "x", sourceLine: "y").rendered == "error: x")
        #expect(Diagnostic(.warning, "x", hints: ["h"]).rendered == "warning: x\n\nhint: h")
    }

    @Test("are ordered by file, line and column as numbers")
    func order() {
        let places = [("b", 1, 1), ("a", 10, 1), ("a", 9, 2), ("a", 9, 10)].map {
            SourceLocation(file: $0.0, line: $0.1, column: $0.2)
        }
        #expect(places.sorted().map(\.description) == ["a:9:2", "a:9:10", "a:10:1", "b:1:1"])
    }
}

@Suite("Errors")
struct HolosErrorTests {
    private struct Failure: HolosError {
        let exitStatus = ExitStatus.failed
        let message = "it broke"
        var hints: [String] = []
        var details: [String] = []
    }

    @Test("show the message, the details indented and the hints")
    func description() {
        #expect(Failure().description == "error: it broke")
        #expect(
            Failure(hints: ["mend it"], details: ["one", "two"]).description
                == "error: it broke\n    one\n    two\n\nhint: mend it")
    }

    @Test("have distinct exit codes that a process can return")
    func codes() {
        let codes = ExitStatus.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { (0...255).contains($0) })
        #expect(ExitStatus.usage.rawValue == 64 && ExitStatus.locked.rawValue == 75)
    }
}
