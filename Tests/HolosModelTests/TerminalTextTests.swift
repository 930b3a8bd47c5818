import HolosModel
import HolosTestSupport
import Testing

@Suite("Untrusted text on a terminal")
struct TerminalTextTests {
    @Test(
        "keeps its words and loses what would command the terminal",
        arguments: [
            ("plain", "plain"), ("a\tb", "a\tb"), ("Grüße 🙂 日本", "Grüße 🙂 日本"), ("", ""),
            ("a\r\nb\u{7}\u{8}\u{7f}c\0", "abc"),
            // CSI
            ("\u{1b}[31mred\u{1b}[0m", "red"), ("\u{1b}[2J\u{1b}[1;1Hx", "x"), ("\u{1b}[?25lx", "x"),
            ("a\u{1b}[31", "a"),
            ("a\u{1b}[", "a"), ("a\u{1b}", "a"), ("\u{9b}31mred", "red"),
            // A sequence inside another one begins anew.
            ("\u{1b}[3\u{1b}[31mx", "x"), ("\u{1b}[3\u{1b}]0;title\u{7}x", "x"), ("\u{1b}\u{1b}[31mx", "x"),
            // CAN and SUB break a sequence off.
            ("\u{1b}[3\u{18}x", "x"), ("\u{1b}]0;t\u{1a}x", "x"),
            // Two and three characters
            ("\u{1b}cx", "x"), ("\u{1b}(Bx", "x"), ("\u{1b}#8x", "x"), ("\u{1b}7x\u{1b}8", "x"), ("\u{1b}éx", "éx"),
            // OSC ended by BEL, by ST in both spellings, by nothing
            ("a\u{1b}]0;title\u{7}b", "ab"), ("a\u{1b}]0;title\u{1b}\\b", "ab"), ("a\u{1b}]0;title\u{9c}b", "ab"),
            ("a\u{9d}52;c;cGF5bG9hZA==\u{9c}b", "ab"), ("a\u{1b}]0;title", "a"),
            ("\u{1b}]8;;http://example.com\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            // DCS, SOS, PM, APC
            ("a\u{1b}P1$r0m\u{1b}\\b", "ab"), ("a\u{90}q#0\u{9c}b", "ab"), ("a\u{1b}Xs\u{1b}\\b", "ab"),
            ("a\u{1b}^s\u{1b}\\b", "ab"), ("a\u{1b}_Gs\u{1b}\\b", "ab"), ("a\u{9f}s\u{9c}b", "ab"),
        ])
    func printable(text: String, expected: String) {
        #expect(TerminalText.printable(text) == expected)
    }

    @Test("never has a control character but the tab, whatever came")
    func never() {
        var generator = SeededNumbers(7)
        let letters: [Unicode.Scalar] = [
            "\u{1b}", "[", "]", "P", "\\", "\u{7}", "\u{9b}", "\u{9c}", "\u{9d}", "\u{18}", "m", "3", ";", "\n", "x",
            "é",
            "(", " ",
        ]
        for _ in 0..<2000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<12 { text.append(letters.randomElement(using: &generator) ?? "x") }
            let result = TerminalText.printable(String(text))
            #expect(result.unicodeScalars.allSatisfy { $0 == "\t" || $0.properties.generalCategory != .control })
        }
    }
}
