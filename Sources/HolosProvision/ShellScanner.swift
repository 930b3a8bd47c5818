internal import HolosModel

/// Reads a shell text just well enough to tell whether it ends in the middle of something.
struct ShellScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// Delimiters of here-documents whose bodies begin at the next line.
    private var hereDocuments: [(delimiter: [UInt8], stripsTabs: Bool)] = []
    /// The last word or operator that is not a comment.
    private var lastWord: [UInt8] = []
    private var arithmeticDepth = 0

    /// Words after which a command must follow (POSIX 2.9.4), and `in`, after which patterns do.
    private static let openers = Set(
        ["then", "else", "elif", "do", "if", "while", "until", "in", "{", "(", "!", "|", "||", "&&"].map {
            Array($0.utf8)
        })

    init(_ script: String) { bytes = Array(script.utf8) }

    mutating func endsOpen() -> Bool {
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard next() != nil else { return true }
                lastWord.append(byte)
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                guard skipQuotation(byte) else { return true }
                lastWord.append(byte)
            case UInt8(ascii: "#") where startsWord:
                while let byte = peek, byte != UInt8(ascii: "\n") { _ = byte; position += 1 }
            case UInt8(ascii: "\n"):
                guard skipHereDocuments() else { return true }
                endWord()
            case UInt8(ascii: "<") where peek == UInt8(ascii: "<") && arithmeticDepth == 0: readHereDocument()
            default: readOther(byte)
            }
        }
        return !hereDocuments.isEmpty || Self.openers.contains(lastWord)
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func next() -> UInt8? {
        guard let byte = peek else { return nil }
        position += 1
        return byte
    }

    /// Whether the byte just read is the first of a word.
    private var startsWord: Bool {
        position < 2 || " \t\n;&|()".utf8.contains(bytes[position - 2])
    }

    /// A blank or line feed has ended a word; the word itself is kept until another begins.
    private var wordIsOver = false
    private mutating func endWord() { wordIsOver = true }

    private mutating func readOther(_ byte: UInt8) {
        if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { return endWord() }
        let isOperator = ";&|()".utf8.contains(byte)
        let lastIsOperator = lastWord.last.map { ";&|()".utf8.contains($0) } ?? false
        if wordIsOver || isOperator != lastIsOperator || (isOperator && lastWord.last != byte) {
            lastWord = []
            wordIsOver = false
        }
        lastWord.append(byte)
        if lastWord == Array("((".utf8) { arithmeticDepth += 1 }
        if lastWord == Array("))".utf8), arithmeticDepth > 0 { arithmeticDepth -= 1 }
    }

    /// Skips to the end of a quotation; false when there is none.
    private mutating func skipQuotation(_ quote: UInt8) -> Bool {
        if wordIsOver {
            lastWord = []
            wordIsOver = false
        }
        while let byte = next() {
            if byte == quote { return true }
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'"), next() == nil { return false }
        }
        return false
    }

    /// `<<word` or `<<-word`, the word perhaps quoted; `<<<` (bash) is none.
    private mutating func readHereDocument() {
        position += 1
        if peek == UInt8(ascii: "<") {
            position += 1
            return
        }
        let stripsTabs = peek == UInt8(ascii: "-")
        if stripsTabs { position += 1 }
        while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") { position += 1 }
        var delimiter: [UInt8] = []
        while let byte = peek, !" \t\n;&|()<>".utf8.contains(byte) {
            if !"'\"\\".utf8.contains(byte) { delimiter.append(byte) }
            position += 1
        }
        hereDocuments.append((delimiter, stripsTabs))
        lastWord = []
    }

    /// Skips the bodies of the pending here-documents; false when one does not end.
    private mutating func skipHereDocuments() -> Bool {
        while let (delimiter, stripsTabs) = hereDocuments.first {
            guard position < bytes.count else { return false }
            let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            var line = bytes[position..<end]
            if stripsTabs { line = line.drop { $0 == UInt8(ascii: "\t") } }
            position = min(end + 1, bytes.count)
            if Array(line) == delimiter { hereDocuments.removeFirst() }
            if end == bytes.count { return hereDocuments.isEmpty }
        }
        return true
    }
}
