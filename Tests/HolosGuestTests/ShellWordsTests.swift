import HolosGuest
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Words for a shell", .timeLimit(.minutes(1)))
struct ShellWordsTests {
    static let shells = [
        Command("/usr/bin/dash", ["-c"]), Command("/usr/bin/bash", ["-c"]), Command("/usr/bin/busybox", ["sh", "-c"]),
    ]
    static let nasty = [
        "", " ", "a b", "'", "''", "'a'", "it's", "\"", "\\", "\\'", "'\\''", "$HOME", "$(id)", "`id`", "!", "!!", "#x",
        "~", "*", "?", "[a]", "{a,b}", "a;b", "a&b", "a|b", "a>b", "-n", "--", "%s", "%", "\n", "a\nb\n", "\t", "\r",
        "\r\n",
        "'\n'", "\u{1}\u{7f}", "\u{1b}[31m", "ü", "日本", "🙂", "'\u{301}", "\u{301}'", "'\u{fe0f}'", "é'é",
        "\u{200d}'\u{200d}",
    ]

    /// What the shell makes of the words, each ended by NUL.
    private func read(_ words: [String], by shell: Command) async throws -> [[UInt8]] {
        // The name of the command is quoted like the rest.
        let text = ShellWords.join(["printf", "%s\\0"] + words)
        let result = try await CommandRunner.live.run(Command(shell.executable, shell.arguments + [text]))
        #expect(result.exit == .code(0) && result.errorOutput.isEmpty, "\(result.errorOutput)")
        return result.output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
    }

    @Test("are read back as they were, however nasty", arguments: shells)
    func nasty(shell: Command) async throws {
        let read = try await read(Self.nasty, by: shell)
        #expect(read == Self.nasty.map { Array($0.utf8) })
    }

    @Test("are read back as they were, whatever they contain", arguments: shells)
    func random(shell: Command) async throws {
        var generator = SeededNumbers(42)
        let pieces: [Unicode.Scalar] = [
            "'", "\"", "\\", "$", "`", " ", "\n", "\r", "!", "*", "a", "é", "\u{301}", "\u{200d}", "🙂", "-", "~", "(",
            ")",
        ]
        var words: [String] = []
        for _ in 0..<400 {
            var word = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<20, using: &generator) {
                if Bool.random(using: &generator), let piece = pieces.randomElement(using: &generator) {
                    word.append(piece)
                } else if let scalar = Unicode.Scalar(UInt32.random(in: 1..<0x11_0000, using: &generator)) {
                    word.append(scalar)
                }
            }
            words.append(String(word))
        }
        let read = try await read(words, by: shell)
        #expect(read == words.map { Array($0.utf8) })
    }

    @Test("are single-quoted and joined by spaces")
    func text() {
        #expect(ShellWords.join(["echo", "it's", ""]) == #"'echo' 'it'\''s' ''"#)
        #expect(ShellWords.join([]) == "")
    }
}
