internal import HolosModel

/// Reads a shell text just well enough to tell whether it ends in the middle of a command (POSIX, "Token Recognition"
/// and "Shell Grammar").
///
/// Not a parser: nested quotations inside `"$(…)"` and patterns of `case` are only approximated.
struct ShellScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// Delimiters of here-documents whose bodies begin at the next line.
    private var hereDocuments: [(delimiter: [UInt8], stripsTabs: Bool)] = []
    /// Compound commands and parentheses that are not closed.
    private var depth = 0
    private var parentheses = 0
    /// Whether the next word would be the name of a command, and so may be a reserved word.
    private var expectsCommand = true
    /// The last two words or operators.
    private var last = ""
    private var beforeLast = ""

    private static let openers: Set = ["if", "while", "until", "for", "case", "{"]
    private static let closers: Set = ["fi", "done", "esac", "}"]
    /// Reserved words that a command follows.
    private static let introducers: Set = ["if", "while", "until", "then", "else", "elif", "do", "{", "!"]

    init(_ script: String) { bytes = Array(script.utf8) }

    /// Whether the shell would read on: the text ends in a quotation, here-document, line or compound command.
    mutating func endsOpen() -> Bool {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "\n"):
                position += 1
                guard skipHereDocuments() else { return true }
                expectsCommand = true
            case UInt8(ascii: "<") where follows("<<"): readHereDocument()
            case _ where Self.isOperator(byte): readOperator()
            default:
                guard readWord() else { return true }
            }
        }
        let awaitsFunctionBody = beforeLast == "(" && last == ")"
        return !hereDocuments.isEmpty || depth > 0 || parentheses > 0 || awaitsFunctionBody
            || ["&&", "||", "|", "!"].contains(last)
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func follows(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private static func isOperator(_ byte: UInt8) -> Bool { ";&|()<>".utf8.contains(byte) }

    private mutating func skipLine() {
        position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    }

    private mutating func took(_ token: String) {
        beforeLast = last
        last = token
    }

    private mutating func readOperator() {
        let token =
            ["((", "&&", "||", ";;", "<<", ">>", "<&", ">&"].first(where: follows)
            ?? String(UnicodeScalar(bytes[position]))
        if token == "((" {
            skipArithmetic()
            return took("))")
        }
        position += token.utf8.count
        switch token {
        case "(": parentheses += 1
        case ")": parentheses = max(0, parentheses - 1)
        default: break
        }
        took(token)
        // After a redirection comes a file name, after anything else a command.
        expectsCommand = !token.contains { $0 == "<" || $0 == ">" }
    }

    /// `$((1 << 2))` and `((…))`: no commands in there.
    private mutating func skipArithmetic() {
        var open = 0
        while let byte = peek {
            position += 1
            if byte == UInt8(ascii: "(") { open += 1 }
            if byte == UInt8(ascii: ")") { open -= 1 }
            if open == 0 { return }
        }
        parentheses += 1
    }

    /// Reads a word; false when it does not end.
    private mutating func readWord() -> Bool {
        let start = position
        var quoted = false
        while let byte = peek, !" \t\n".utf8.contains(byte), !Self.isOperator(byte) {
            position += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard peek != nil else { return false }
                position += 1
                quoted = true
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                guard skipQuotation(byte) else { return false }
                quoted = true
            default: break
            }
        }
        let word = quoted ? "" : String(decoding: bytes[start..<position], as: UTF8.self)
        took(word)
        if expectsCommand {
            if Self.openers.contains(word) { depth += 1 }
            if Self.closers.contains(word) { depth = max(0, depth - 1) }
            expectsCommand = Self.introducers.contains(word)
        }
        return true
    }

    /// Skips to the end of a quotation; false when there is none.
    private mutating func skipQuotation(_ quote: UInt8) -> Bool {
        while let byte = peek {
            position += 1
            if byte == quote { return true }
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                guard peek != nil else { return false }
                position += 1
            }
        }
        return false
    }

    /// `<<word` or `<<-word`, the word perhaps quoted; `<<<` (bash) is none.
    private mutating func readHereDocument() {
        position += 2
        took("<<")
        if peek == UInt8(ascii: "<") {
            position += 1
            return
        }
        let stripsTabs = peek == UInt8(ascii: "-")
        if stripsTabs { position += 1 }
        while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") { position += 1 }
        var delimiter: [UInt8] = []
        while let byte = peek, !" \t\n".utf8.contains(byte), !Self.isOperator(byte) {
            if !"'\"\\".utf8.contains(byte) { delimiter.append(byte) }
            position += 1
        }
        hereDocuments.append((delimiter, stripsTabs))
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
