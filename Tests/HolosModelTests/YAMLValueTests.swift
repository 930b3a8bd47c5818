import Foundation
import HolosModel
import HolosTestSupport
import SystemPackage
import Testing

@Suite("YAML")
struct YAMLValueTests {
    /// What Python's readers, the pure one and libyaml, make of the document, as JSON.
    private static let reader = """
        import sys, yaml, json
        text = sys.stdin.buffer.read().decode()
        pure = list(yaml.load_all(text, yaml.SafeLoader))
        fast = list(yaml.load_all(text, yaml.CSafeLoader))
        assert len(pure) == 1 and pure == fast, (len(pure), pure == fast)
        json.dump(pure[0], sys.stdout)
        """

    private func read(_ value: YAMLValue, _ style: YAMLStyle) async throws -> Data {
        // Debian's Python, whose package of YAML readers the guests have too.
        let outcome = try await HolosFixture.run(
            "/usr/bin/python3", ["-c", Self.reader], input: Array(value.text(style).utf8))
        try #require(outcome.code == 0, "\(outcome.errors)")
        return Data(outcome.output)
    }

    @Test(
        "gives back every text, in a list, in a mapping and in lists of lists",
        arguments: [YAMLStyle.guarded, .readable])
    func texts(style: YAMLStyle) async throws {
        let list = try JSONDecoder().decode([String].self, from: await read(.strings(HostileTexts.all), style))
        #expect(list.map { Array($0.unicodeScalars) } == HostileTexts.all.map { Array($0.unicodeScalars) })

        var map = YAMLMap()
        for (index, text) in HostileTexts.all.enumerated() { map.add("k\(index)", .string(text)) }
        let read = try JSONDecoder().decode([String: String].self, from: await read(.map(map), style))
        for (index, text) in HostileTexts.all.enumerated() {
            #expect(
                read["k\(index)"]?.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "\(text.debugDescription)"
            )
        }

        let nested = try JSONDecoder().decode(
            [[[String]]].self,
            from: await self.read(.list(HostileTexts.all.map { .list([.strings([$0, "x"]), .strings([$0])]) }), style))
        #expect(nested.map { $0[0][0] } == HostileTexts.all)
        #expect(nested.allSatisfy { $0[0][0] == $0[1][0] && $0[0][1] == "x" })
    }

    @Test("gives back every text as a key", arguments: [YAMLStyle.guarded, .readable])
    func keys(style: YAMLStyle) async throws {
        var map = YAMLMap()
        let keys = HostileTexts.all.filter { $0.unicodeScalars.count < 500 }
        for key in Set(keys) { map.add(key, .int(1)) }
        let read = try JSONDecoder().decode([String: Int].self, from: await read(.map(map), style))
        #expect(Set(read.keys) == Set(keys))
    }

    @Test("gives back random texts of hostile characters", arguments: [YAMLStyle.guarded, .readable])
    func random(style: YAMLStyle) async throws {
        var generator = SeededNumbers(42)
        let alphabet = Array(" \n\n\t\"\\'#:-?|>%@`&*!{}[],ab0\r\u{0}\u{85}\u{a0}\u{2028}\u{feff}é😀".unicodeScalars)
        let texts = (0..<2_000).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                text.append(alphabet.randomElement(using: &generator) ?? "x")
            }
            return String(text)
        }
        let read = try JSONDecoder().decode([String].self, from: await read(.strings(texts), style))
        #expect(read.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
    }

    @Test("keeps types and structure", arguments: [YAMLStyle.guarded, .readable])
    func structure(style: YAMLStyle) async throws {
        var inner = YAMLMap()
        inner.add("flag", .bool(true))
        inner.add("number", .int(-7))
        inner.add("list", .list([.map(inner), .strings(["a", "b"]), .int(0)]))
        var map = YAMLMap()
        map.add("inner", .map(inner))
        let json = try JSONSerialization.jsonObject(with: await read(.map(map), style))
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

    @Test("for people, quotes stand only where a reader would take the text for something else")
    func readable() {
        let plain = [
            "nginx", "a b", "/srv/data", "$$X", "-device", "--net", "1m30s", "10G", "10.0.0.0/8", "größer", "curl -f x",
        ]
        for text in plain { #expect(YAMLValue.string(text).text(.readable) == text + "\n") }
        let quoted = [
            "", "yes", "null", "22:22", "0600", "1.5", "a: b", "# x", "- a", "*a", "~", "\u{202e}x", " a", "a:",
        ]
        for text in quoted { #expect(YAMLValue.string(text).text(.readable).first == "\"", "\(text)") }
        let block: YAMLValue = ["content": "Grüße\nan alle\n"]
        #expect(block.text(.readable) == "content: |\n  Grüße\n  an alle\n")
        #expect(block.text(.guarded) == "content: \"Gr\\xfc\\xdfe\\nan alle\\n\"\n")
    }

    @Test("is JSON as well, with every text and the order of the keys kept")
    func json() throws {
        let texts = HostileTexts.all + ["\u{7f}\u{80}\u{2028}\"\\/"]
        let read = try JSONDecoder().decode([String].self, from: Data(YAMLValue.strings(texts).json.utf8))
        #expect(read.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
        let value: YAMLValue = [
            "z": [1, .double(0.5), true, .null, [], [:]], "a": ["x": "1", "list": [["y": 2, "q": "ü"]]],
        ]
        #expect(
            value.json == """
                {
                  "z": [
                    1,
                    0.5,
                    true,
                    null,
                    [],
                    {}
                  ],
                  "a": {
                    "x": "1",
                    "list": [
                      {
                        "y": 2,
                        "q": "ü"
                      }
                    ]
                  }
                }

                """)
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
