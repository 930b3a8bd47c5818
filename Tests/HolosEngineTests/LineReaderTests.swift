import HolosTestSupport
import Testing

@testable import HolosEngine

@Suite("Line reader")
struct LineReaderTests {
    @Test(
        "begins with the last lines",
        arguments: [
            (nil, ["a", "b", "c"]), (2, ["b", "c"]), (3, ["a", "b", "c"]), (9, ["a", "b", "c"]), (1, ["c"]), (0, []),
        ] as [(Int?, [String])])
    func last(count: Int?, expected: [String]) throws {
        let scratch = try ScratchFolder()
        var reader = LineReader(path: try scratch.write("a\r\nb\nc\n", to: "log"))
        try reader.start(last: count)
        var lines: [String] = []
        try reader.read { lines.append(String(decoding: $0, as: UTF8.self)) }
        #expect(lines == expected)
    }

    @Test("a line without its end is held back until it comes")
    func incomplete() throws {
        let scratch = try ScratchFolder()
        var reader = LineReader(path: try scratch.write("one\ntw", to: "log"))
        var lines: [String] = []
        try reader.start(last: nil)
        try reader.read { lines.append(String(decoding: $0, as: UTF8.self)) }
        #expect(lines == ["one"])
        try scratch.write("one\ntwo\nthr", to: "log")
        try reader.read { lines.append(String(decoding: $0, as: UTF8.self)) }
        reader.flush { lines.append(String(decoding: $0, as: UTF8.self)) }
        #expect(lines == ["one", "two", "thr"])
    }

    @Test("a guest that never ends its line costs bounded memory")
    func endless() throws {
        let scratch = try ScratchFolder()
        var reader = LineReader(path: try scratch.write([UInt8](repeating: 65, count: 3 << 20), to: "log"))
        var longest = 0
        try reader.start(last: nil)
        try reader.read { longest = max(longest, $0.count) }
        #expect(longest > 0 && longest <= 512 << 10)
    }

    @Test("the end of a log comes without escape sequences and empty lines")
    func tail() throws {
        let scratch = try ScratchFolder()
        let log = try scratch.write("first\n\u{1b}[31mred\u{1b}[0m\u{7}\n\n   \nlast", to: "log")
        #expect(LogTail.lines(of: log, count: 2) == ["red", "last"])
        #expect(LogTail.lines(of: scratch / "none", count: 2) == [])

        let long = try scratch.write("qemu: \(String(repeating: "x", count: 300)): what is wrong\n", to: "long")
        let shown = try #require(LogTail.lines(of: long, count: 1).first)
        #expect(shown.count == 200 && shown.hasPrefix("qemu: xx") && shown.hasSuffix("xx: what is wrong"))
    }
}
