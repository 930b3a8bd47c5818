extension EnvFileParser {
    /// The text behind the `=`; nil when it depends on an entry that could not be read.
    mutating func value(of name: String) throws(Problem) -> String? {
        let start = position
        skipBlanks(alsoLines: false)
        guard position < bytes.count else { return "" }
        switch bytes[position] {
        case UInt8(ascii: "\n"): return ""
        case UInt8(ascii: "'"): return try quoted()
        case UInt8(ascii: "\""): return try quoted()
        default: return try unquoted(name, afterBlank: position > start)
        }
    }

    /// A text up to the end of the line or a comment, which begins with a space and `#`.
    private mutating func unquoted(_ name: String, afterBlank: Bool) throws(Problem) -> String? {
        let start = position
        position = lineEnd(from: start)
        if afterBlank, bytes[start] == UInt8(ascii: "#") {
            warn(
                "this is no comment but the text of `\(name)`", at: start,
                hints: ["put the comment on a line of its own, or the text in quotes"])
        }
        let line = bytes[start..<position]
        let comment = zip(line.indices, line).first { index, byte in
            byte == UInt8(ascii: "#") && index > start && bytes[index - 1] == UInt8(ascii: " ")
        }
        var text = String(decoding: line[..<(comment?.0 ?? line.endIndex)], as: UTF8.self).unicodeScalars
        while text.last?.properties.isWhitespace == true { text.removeLast() }
        if let offset = text.firstIndex(of: "\r") {
            throw Problem(
                "a carriage return cannot stand in a text without quotes", at: start + text[..<offset].utf8Count,
                hints: ["save the file with line ends of Unix or Windows"])
        }
        return try expanded(String(text), at: start)
    }

    /// A text in quotes, over as many lines as it takes; nothing but a comment may follow on its last line.
    private mutating func quoted() throws(Problem) -> String? {
        let start = position
        let quote = bytes[start]
        guard let end = closingQuote(of: start) else {
            throw Problem(
                "the quote that opens here is never closed", at: start,
                hints: [
                    "close it, or leave the quote out",
                    "write `\\\(Character(Unicode.Scalar(quote)))` for a quote in the text",
                ])
        }
        position = end + 1
        skipBlanks(alsoLines: false)
        if position < bytes.count, bytes[position] != UInt8(ascii: "\n"), bytes[position] != UInt8(ascii: "#") {
            throw Problem(
                "only a comment can follow the closing quote", at: position,
                hints: ["write `\\\(Character(Unicode.Scalar(quote)))` for a quote in the text"])
        }
        position = lineEnd(from: position)
        let isLiteral = quote == UInt8(ascii: "'")
        let text = String(decoding: try unescaped(start + 1..<end, isLiteral: isLiteral), as: UTF8.self)
        return isLiteral ? text : try expanded(text, at: start)
    }

    private func closingQuote(of start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == bytes[start] { return index }
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// The content of quotes. In single ones only the quote itself can be escaped. `\$` becomes `$$`, which no variable
    /// begins with.
    private func unescaped(_ range: Range<Int>, isLiteral: Bool) throws(Problem) -> [UInt8] {
        let backslash = UInt8(ascii: "\\")
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            guard byte == backslash, index < range.upperBound else {
                result.append(byte)
                continue
            }
            let escaped = bytes[index]
            index += 1
            if isLiteral {
                result += escaped == UInt8(ascii: "'") ? [escaped] : [backslash, escaped]
            } else if escaped == UInt8(ascii: "0") {
                throw Problem(
                    "octal escapes cannot be read", at: index - 2,
                    hints: ["the escapes are `\\n`, `\\r`, `\\t`, `\\a`, `\\b`, `\\f`, `\\v`, `\\\"`, `\\$` and `\\\\`"]
                )
            } else {
                result += Self.escapes[escaped] ?? [backslash, escaped]
            }
        }
        return result
    }

    private static let escapes: [UInt8: [UInt8]] = [
        UInt8(ascii: "n"): [0x0a], UInt8(ascii: "r"): [0x0d], UInt8(ascii: "t"): [0x09], UInt8(ascii: "a"): [0x07],
        UInt8(ascii: "b"): [0x08], UInt8(ascii: "f"): [0x0c], UInt8(ascii: "v"): [0x0b],
        UInt8(ascii: "\\"): [0x5c], UInt8(ascii: "\""): [0x22], UInt8(ascii: "$"): [0x24, 0x24],
    ]
}

extension Substring.UnicodeScalarView {
    fileprivate var utf8Count: Int { reduce(0) { $0 + UTF8.width($1) } }
}
