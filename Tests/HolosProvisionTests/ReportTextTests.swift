import Testing

@testable import HolosProvision

@Suite("Text of a report")
struct ReportTextTests {
    @Test(
        "becomes readable",
        arguments: [
            (
                "('scripts-user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))",
                "scripts-user: Runparts: 1 failures (runcmd) in 1 attempted commands"
            ),
            ("('a', ValueError(\"it's \\\"x\\\"\"))", "a: it's \"x\""), ("('a', KeyError('k'))", "a: KeyError: k"),
            (
                "('a', FileNotFoundError(2, 'No such file or directory'))",
                "a: FileNotFoundError: No such file or directory"
            ),
            ("('a', yaml.YAMLError())", "a: yaml.YAMLError()"), ("('a', TimeoutError())", "a: TimeoutError()"),
            ("('a', RuntimeError(''))", "a: RuntimeError('')"),
            ("('a', RuntimeError('unfinished", "a: RuntimeError('unfinished"),
            ("('a'", "('a'"), ("sys.exit(1) called", "sys.exit(1) called"), ("", ""), ("(", "("),
            ("('a', RuntimeError('\\u00fc\\x41\\U0001f600\\ud800\\q'))", "a: üA😀\u{fffd}q"),
            ("one\n\n two \nthree.\nfour", "one; two; three. four"), ("a\tb\u{0}c", "a?b?c"),
        ])
    func readable(text: String, expected: String) {
        #expect(ReportText.readable(text) == expected)
    }
}
