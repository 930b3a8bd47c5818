/// Texts for whatever writes or reads YAML, JSON or words of a shell.
package enum HostileTexts {
    /// Texts that have broken some emitter or reader.
    package static let all: [String] =
        [
            "", " ", "\n", "\n\n", "\t", "~", "null", "true", "no", "on", "0x1F", "0o17", "017", "1e3", ".inf",
            "12:30:45",
            "2024-01-01", "=", "<<", "---", "...", "--- a", "# comment", "a # b", "a: b", "- a", "? a", "[a]", "{a: b}",
            "&a", "*a", "!a", "!!binary x", "|", ">", "%TAG", "@a", "`a", "'", "''", "\"", "\\", "\\n", "\\\n",
            "\"\n\"",
            " leading", "trailing ", "trailing\n", "trailing \n", "two\n\n", "\nleading", " \nblank first",
            "a\n b\n  c",
            "  a\nb", "a\n\n\nb\n", "a\n \nb", "a\n\t\nb", "a\nb ", "a\n\tb\n", "\ta\nb", "a\tb\nc", "a\r\nb", "a\rb\n",
            "a\n\r",
            "#cloud-config\nruncmd:\n- reboot\n", "x\n#cloud-config\n", "a\n---\nb: c\n", "a\n...\n",
            "key: |\n  text\n",
            "\u{0}", "a\u{0}b\n", "\u{1}\u{7}\u{8}\u{b}\u{c}\u{1b}\u{1f}", "\u{7f}", "\u{80}\u{85}\u{9f}", "\u{a0}",
            "a\u{85}b\nc", "a\u{2028}b\nc", "a\u{2029}b\nc", "\u{feff}bom", "a\n\u{feff}b", "\u{fffe}\u{ffff}",
            "\u{d7ff}\u{e000}",
            "Grüße\nan alle\n", "日本語", "😀\n👩‍👩‍👧‍👦\n", "e\u{301}\n\u{e9}\n", "\u{10ffff}", "\u{202e}rtl",
            String(repeating: "x", count: 5_000), String(repeating: "long line ", count: 2_000) + "\nand\n",
            String(repeating: "a\n", count: 2_000), String(repeating: "\"\\", count: 1_000),
            "{{ template }}", "## template: jinja\n{{ v1 }}", "a\n  # not a comment\n", "${x}",
            "-----BEGIN X-----\nabc=\n-----END X-----\n", "-x", "--x", "-.inf", "-.5", "- ", "-", "--", "./a", "../a",
            ".5",
            ".", "..", "/a:b", "/a: b", "/a #b", "a:", "a#b", "$x", "$", "1m30s", "10G", "1.2.3.4", "1_000", "1:30",
            "0b11", "0o14", "0xff", "1e5", "+1", "2001-12-14t21:59:43.10-05:00", "10.0.0.0/8", "y", "Y", "NULL", "é: x",
            "größer", "NaN", ".NaN", "inf", "a,b", "[", "a]", "a{b}", "%a", "_", "_1", "e3", "1٣", "\u{301}a", "ａ",
        ] + (0...127).map { String(UnicodeScalar(UInt8($0))) } + (0...127).map { "a\n\(UnicodeScalar(UInt8($0)))\nb" }
}
