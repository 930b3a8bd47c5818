import Foundation
import HolosProvision
import Testing

@Suite("YAML")
struct YAMLValueTests {
    /// Texts that have broken some emitter or reader.
    static let nasty: [String] =
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
            "-----BEGIN X-----\nabc=\n-----END X-----\n",
        ] + (0...127).map { String(UnicodeScalar(UInt8($0))) } + (0...127).map { "a\n\(UnicodeScalar(UInt8($0)))\nb" }

    /// What Python's readers, the pure one and libyaml, make of the document, as JSON.
    private static let reader = """
        import sys, yaml, json
        text = sys.stdin.buffer.read().decode()
        pure = list(yaml.load_all(text, yaml.SafeLoader))
        fast = list(yaml.load_all(text, yaml.CSafeLoader))
        assert len(pure) == 1 and pure == fast, (len(pure), pure == fast)
        json.dump(pure[0], sys.stdout)
        """

    private func read(_ value: YAMLValue) throws -> Data {
        let outcome = try Tool.python(Self.reader, input: value.text, in: Scratch())
        try #require(outcome.status == 0, "\(outcome.errors)")
        return Data(outcome.output.utf8)
    }

    @Test("gives back every text, in a list, in a mapping and in lists of lists")
    func texts() throws {
        let list = try JSONDecoder().decode([String].self, from: read(.strings(Self.nasty)))
        #expect(list.map { Array($0.unicodeScalars) } == Self.nasty.map { Array($0.unicodeScalars) })

        var map = YAMLMap()
        for (index, text) in Self.nasty.enumerated() { map.add("k\(index)", .string(text)) }
        let read = try JSONDecoder().decode([String: String].self, from: read(.map(map)))
        for (index, text) in Self.nasty.enumerated() {
            #expect(
                read["k\(index)"]?.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "\(text.debugDescription)"
            )
        }

        let nested = try JSONDecoder().decode(
            [[[String]]].self, from: self.read(.list(Self.nasty.map { .list([.strings([$0, "x"]), .strings([$0])]) })))
        #expect(nested.map { $0[0][0] } == Self.nasty)
        #expect(nested.allSatisfy { $0[0][0] == $0[1][0] && $0[0][1] == "x" })
    }

    @Test("gives back every text as a key")
    func keys() throws {
        var map = YAMLMap()
        let keys = Self.nasty.filter { $0.unicodeScalars.count < 500 }
        for key in Set(keys) { map.add(key, .int(1)) }
        let read = try JSONDecoder().decode([String: Int].self, from: read(.map(map)))
        #expect(Set(read.keys) == Set(keys))
    }

    @Test("gives back random texts of hostile characters")
    func random() throws {
        var generator = Seeded(state: 42)
        let alphabet = Array(" \n\n\t\"\\'#:-?|>%@`&*!{}[],ab0\r\u{0}\u{85}\u{a0}\u{2028}\u{feff}é😀".unicodeScalars)
        let texts = (0..<2_000).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                text.append(alphabet.randomElement(using: &generator) ?? "x")
            }
            return String(text)
        }
        let read = try JSONDecoder().decode([String].self, from: read(.strings(texts)))
        #expect(read.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
    }

    @Test("keeps types and structure")
    func structure() throws {
        var inner = YAMLMap()
        inner.add("flag", .bool(true))
        inner.add("number", .int(-7))
        inner.add("list", .list([.map(inner), .strings(["a", "b"]), .int(0)]))
        var map = YAMLMap()
        map.add("inner", .map(inner))
        let json = try JSONSerialization.jsonObject(with: read(.map(map)))
        let expected = [
            "inner": ["flag": true, "number": -7, "list": [["flag": true, "number": -7], ["a", "b"], 0]]
                as [String: Any]
        ]
        #expect((json as? NSDictionary) == (expected as NSDictionary))
    }

    @Test("shows plain multi-line text as a block that people can read")
    func block() {
        var map = YAMLMap()
        map.add("content", .string("a\n\n  b\n"))
        map.add("other", .string("a\nb"))
        #expect(YAMLValue.map(map).text == "content: |\n  a\n\n    b\nother: |-\n  a\n  b\n")
    }

    @Test("leaves out what is empty")
    func empty() {
        var map = YAMLMap()
        map.add("a", nil)
        map.add("b", .list([]))
        map.add("c", .map(YAMLMap()))
        #expect(map.entries.isEmpty)
    }
}

/// The same numbers every time.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}
