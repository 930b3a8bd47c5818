internal import HolosModel

/// One `$NAME` or `${…}` in a text, taken apart.
struct VariableReference {
    /// What follows the name in braces.
    struct Choice {
        enum Kind { case defaultText, required, replacement }

        let kind: Kind
        /// Whether there was a colon.
        let emptyIsUnset: Bool
        /// Where the default, message or replacement stands, itself to be expanded.
        let alternative: Range<Int>
    }

    let name: String
    let choice: Choice?
    /// The first byte behind it.
    let end: Int

    /// The reference that begins with the `$` at `dollar`; nil when none does, and the `$` stands for itself.
    static func scan(
        _ bytes: [UInt8], at dollar: Int, upTo end: Int
    ) throws(Interpolation.Failure) -> VariableReference? {
        let isBraced = dollar + 1 < end && bytes[dollar + 1] == UInt8(ascii: "{")
        let start = dollar + (isBraced ? 2 : 1)
        let nameEnd = self.nameEnd(bytes, from: start, upTo: end)
        try refuseFoldedLetter(bytes, at: nameEnd, upTo: end, from: dollar)
        guard nameEnd > start else {
            guard isBraced else { return nil }
            throw Interpolation.Failure(
                "expected the name of a variable behind `${`, found \(excerpt(bytes, from: dollar, upTo: end))")
        }
        let name = String(decoding: bytes[start..<nameEnd], as: UTF8.self)
        guard isBraced else { return VariableReference(name: name, choice: nil, end: nameEnd) }
        if nameEnd < end, bytes[nameEnd] == UInt8(ascii: "}") {
            return VariableReference(name: name, choice: nil, end: nameEnd + 1)
        }
        let emptyIsUnset = nameEnd < end && bytes[nameEnd] == UInt8(ascii: ":")
        let sign = nameEnd + (emptyIsUnset ? 1 : 0)
        guard sign < end else { throw unclosed(bytes, from: dollar, upTo: end) }
        guard let kind = Choice.Kind(bytes[sign]) else {
            throw Interpolation.Failure(
                "\(excerpt(bytes, from: dollar, upTo: end)) is no form of a variable",
                hints: [
                    "the forms are `${\(name)}`, `${\(name):-default}`, `${\(name):?message}` and "
                        + "`${\(name):+replacement}`, each also without the colon", "write `$$` for a plain `$`",
                ])
        }
        let close = try closingBrace(bytes, from: dollar, upTo: end)
        let choice = Choice(kind: kind, emptyIsUnset: emptyIsUnset, alternative: sign + 1..<close)
        return VariableReference(name: name, choice: choice, end: close + 1)
    }

    private static func nameEnd(_ bytes: [UInt8], from start: Int, upTo end: Int) -> Int {
        var position = start
        while position < end {
            let byte = bytes[position]
            let isLetter = byte.isLowercaseLetter || byte.isUppercaseLetter || byte == UInt8(ascii: "_")
            guard isLetter || (byte.isDigit && position > start) else { break }
            position += 1
        }
        return position
    }

    /// docker compose compares letters without case by Unicode's rules, and so takes the long s and the Kelvin sign for
    /// letters of a name. Here they end it; that the two differ must not go unnoticed.
    private static func refuseFoldedLetter(
        _ bytes: [UInt8], at position: Int, upTo end: Int, from dollar: Int
    ) throws(Interpolation.Failure) {
        let rest = bytes[position..<end]
        guard rest.starts(with: "\u{17f}".utf8) || rest.starts(with: "\u{212a}".utf8) else { return }
        throw Interpolation.Failure(
            "the name of a variable has only the letters a to z, found \(excerpt(bytes, from: dollar, upTo: end))")
    }

    /// The `}` that belongs to the `${` at `dollar`: the one at which the braces are balanced.
    ///
    /// docker compose counts braces too, but passes over the character behind each `{`. Where that makes a difference
    /// (`${FORMAT:-{{.Name}}}`) it takes another brace, and a text that two readers understand differently is refused.
    private static func closingBrace(
        _ bytes: [UInt8], from dollar: Int, upTo end: Int
    ) throws(Interpolation.Failure) -> Int {
        guard let close = try balancedBrace(bytes[dollar..<end]) else {
            guard bytes[dollar..<end].contains(UInt8(ascii: "\n")) else {
                throw unclosed(bytes, from: dollar, upTo: end)
            }
            throw Interpolation.Failure(
                "\(excerpt(bytes, from: dollar, upTo: end)) does not end on its line",
                hints: ["close the brace on the same line", "write `$$` for a plain `$`"])
        }
        guard close == braceOfCompose(bytes[dollar..<end]) else {
            throw Interpolation.Failure(
                "the braces of \(excerpt(bytes, from: dollar, upTo: end)) can be read in two ways",
                hints: ["set a variable to the text with the braces, and name only that", "write `$$` for a plain `$`"])
        }
        return close
    }

    private static func balancedBrace(_ part: ArraySlice<UInt8>) throws(Interpolation.Failure) -> Int? {
        var depth = 0
        var position = part.startIndex
        while position < part.endIndex, part[position] != UInt8(ascii: "\n") {
            if part[position] == UInt8(ascii: "{") {
                depth += 1
                guard depth <= ParseLimits.variableDepth else { throw Interpolation.Failure.tooDeep }
            } else if part[position] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return position }
            }
            position += 1
        }
        return nil
    }

    private static func braceOfCompose(_ part: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        var last: Int?
        var position = part.startIndex
        while position < part.endIndex, part[position] != UInt8(ascii: "\n") {
            if part[position] == UInt8(ascii: "}") {
                last = position
                depth -= 1
                if depth == 0 { return position }
            } else if part[position] == UInt8(ascii: "{") {
                depth += 1
                position += 1
                if position < part.endIndex, part[position] == UInt8(ascii: "}") { last = position }
            }
            position += 1
        }
        // Never balanced: then it takes all up to the last brace of the line.
        return last
    }

    private static func unclosed(_ bytes: [UInt8], from dollar: Int, upTo end: Int) -> Interpolation.Failure {
        Interpolation.Failure("the brace of \(excerpt(bytes, from: dollar, upTo: end)) is never closed")
    }

    /// The reference for a message: up to its first closing brace, or the end of the line.
    private static func excerpt(_ bytes: [UInt8], from dollar: Int, upTo end: Int) -> String {
        let rest = bytes[dollar..<min(end, dollar + 256)].prefix { $0 != UInt8(ascii: "\n") }
        let close = rest.firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? rest.endIndex
        return Wording.quoted(String(decoding: rest[..<close], as: UTF8.self))
    }
}

extension VariableReference.Choice.Kind {
    fileprivate init?(_ sign: UInt8) {
        switch sign {
        case UInt8(ascii: "-"): self = .defaultText
        case UInt8(ascii: "?"): self = .required
        case UInt8(ascii: "+"): self = .replacement
        default: return nil
        }
    }
}
