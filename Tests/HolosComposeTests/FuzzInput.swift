import HolosTestSupport
import SystemPackage

/// What one case of the fuzz test tries: texts of the corpus with mutations, all of it told by one number.
struct FuzzInput {
    /// What is mutated.
    enum Kind {
        /// One compose file.
        case file([UInt8])
        /// Two files that are merged.
        case files([UInt8], [UInt8])
        /// The `.env` of a file that is as it was.
        case variables(file: [UInt8], env: [UInt8])
    }

    let kind: Kind
    /// The folder that the text, or the first one, comes from.
    let folder: FilePath

    /// The input that belongs to a number, always the same.
    init(seed: UInt64, from corpus: FuzzCorpus) {
        var generator = SeededNumbers(seed)
        let first = corpus.files[Int.random(in: corpus.files.indices, using: &generator)]
        folder = first.folder
        switch Int.random(in: 0..<10, using: &generator) {
        case 0, 1:
            let second = corpus.files[Int.random(in: corpus.files.indices, using: &generator)]
            kind = .files(
                Self.mutated(first.text, corpus, &generator), Self.mutated(second.text, corpus, &generator))
        case 2, 3:
            let env = corpus.envFiles[Int.random(in: corpus.envFiles.indices, using: &generator)]
            kind = .variables(file: first.text, env: Self.mutated(env, corpus, &generator))
        default: kind = .file(Self.mutated(first.text, corpus, &generator))
        }
    }

    private static let pieces = [
        "\n", "\n  ", "\t", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: *a", "!!str ", "!x ", "!reset ",
        "!override ", "'", "\"", "|", ">", "#", "%", "~", "?", ",", "=", "export ", "$", "$$", "${X}", "${X:-", "${X:?",
        "\u{0}", "\r", "\u{85}", "\u{202e}", "é", "µ", "👩‍👩‍👧", "\\", "---\n", "...\n", "0", "-1", ".5", "0x1", "1e9",
        "99999999999", "9223372036854775807", "true", "null", "x-", "/", "..", "~/", "10.0.0.1:", "[::1]:", "80-90",
        "1h", "64m",
    ].map { Array($0.utf8) }

    /// The text with one or two changes, one of them perhaps a line of another file.
    private static func mutated(_ text: [UInt8], _ corpus: FuzzCorpus, _ generator: inout SeededNumbers) -> [UInt8] {
        var bytes = text
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let position = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, position + Int.random(in: 0...12, using: &generator))
            switch Int.random(in: 0..<10, using: &generator) {
            case 0, 1: bytes.removeSubrange(position..<end)
            case 2, 3: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: position)
            case 4:
                bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            case 5, 6: if position < bytes.count { bytes[position] = UInt8.random(in: 0...255, using: &generator) }
            case 7:
                let other = corpus.files.randomElement(using: &generator)?.lines.randomElement(using: &generator) ?? []
                let lineEnd = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
                bytes.insert(contentsOf: [UInt8(ascii: "\n")] + other, at: lineEnd)
            default: bytes.replaceSubrange(position..<end, with: pieces.randomElement(using: &generator) ?? [])
            }
        }
        return bytes
    }
}

/// The texts that the fuzz test mutates: every compose file and env file of the fixtures.
struct FuzzCorpus {
    struct File {
        let text: [UInt8]
        let lines: [[UInt8]]
        let folder: FilePath
    }

    let files: [File]
    let envFiles: [[UInt8]]

    init() throws {
        let fixtures = Here.folder.appending("Fixtures")
        let folders =
            [fixtures.appending("good")]
            + ["wild", "rules"].flatMap { kind in
                let folder = fixtures.appending(kind)
                return Here.names(in: folder).sorted().map { folder.appending($0) }
            }
        var files: [File] = []
        var envFiles = [
            "A=1\nB = two # comment\nexport C='three'\nD=\"${A}\\n\\\"$B\\\" ${X:-${Y-z}}\"\nE: 5\nF\n",
            "LONG='over\nlines'\nEMPTY=\nPORT=80\nDOLLAR=\\$A$$\n",
        ].map { Array($0.utf8) }
        for folder in folders {
            for name in Here.names(in: folder).sorted() {
                if name.hasSuffix(".yaml") {
                    let bytes = Array(try Here.text(folder.appending(name)).utf8)
                    let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
                    files.append(File(text: bytes, lines: lines, folder: folder))
                } else if name.hasSuffix(".env") {
                    envFiles.append(Array(try Here.text(folder.appending(name)).utf8))
                }
            }
        }
        self.files = files
        self.envFiles = envFiles
    }
}
