internal import HolosModel

extension NodeReader {
    /// Which characters a text may hold.
    enum Characters {
        /// No control character at all.
        case line
        /// Line breaks and tabs besides.
        case script
        /// Everything but NUL, which neither a file made of text nor an argument can carry.
        case anything

        fileprivate func allows(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .line: scalar.properties.generalCategory != .control
            case .script: scalar.properties.generalCategory != .control || scalar == "\n" || scalar == "\t"
            case .anything: scalar != "\0"
            }
        }
    }

    /// A text that holds only such characters, and something.
    func text(_ characters: Characters, mayBeEmpty: Bool = false) -> String? {
        guard let text = text() else { return nil }
        if text.isEmpty && !mayBeEmpty {
            error("expected \(kind.expectation), found an empty text")
            return nil
        }
        if let scalar = text.unicodeScalars.first(where: { !characters.allows($0) }) {
            let name = "\\u{\(String(scalar.value, radix: 16))}"
            error(
                "the control character `\(name)` is not allowed here", hints: ["remove it from \(Wording.quoted(text))"]
            )
            return nil
        }
        return text
    }

    /// `true` or `false`, quoted or not. YAML 1.1's `yes`, `on`… are refused: they mean a text to other readers.
    func boolean() -> Bool? {
        guard let text = text() else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        case _ where ["yes", "on", "y"].contains(text.lowercased()):
            unexpected(hints: ["write `true`"])
        case _ where ["no", "off", "n"].contains(text.lowercased()):
            unexpected(hints: ["write `false`"])
        default:
            unexpected()
        }
        return nil
    }

    /// A decimal number within the range of the key, quoted or not.
    func integer() -> Int? {
        guard case .integer(let range) = kind else { preconditionFailure("`\(name)` is not a number") }
        guard let text = text() else { return nil }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let isDecimal = !digits.isEmpty && digits.allSatisfy(\.isDigit)
        if isDecimal, digits.count > 1, digits.first == UInt8(ascii: "0") {
            unexpected(hints: ["remove the leading zero: other readers of YAML take it for an octal number"])
        } else if isDecimal, let value = Int(text), range.contains(value) {
            return value
        } else {
            unexpected()
        }
        return nil
    }

    /// A decimal number within the range of the key, quoted or not, with or without a fraction.
    func number() -> Double? {
        guard case .number(let range) = kind else { preconditionFailure("`\(name)` is not a number") }
        guard let text = text() else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDecimal = (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isDigit) }
        guard isDecimal, let value = Double(text), range.contains(value) else {
            unexpected()
            return nil
        }
        return value
    }

    /// Permission bits.
    ///
    /// Octal digits, as chmod(1) takes them, when quoted or with a leading zero. An unquoted `440` is a decimal number
    /// to docker compose, 0670, and refused.
    func mode() -> UInt16? {
        guard let text = text() else { return nil }
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
        guard case .scalar(let scalar) = node.content, !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit) else {
            unexpected()
            return nil
        }
        if scalar.style == .plain, node.tag == nil, !text.hasPrefix("0"), let number = UInt16(text), number <= 0o7777 {
            let octal = String(number, radix: 8)
            error(
                "without a leading zero `\(text)` is a decimal number, and as permissions it is `0\(octal)`",
                hints: [
                    UInt16(text, radix: 8) == nil
                        ? "write `0\(octal)`" : "write `0\(text)` or `0\(octal)`, whichever you mean"
                ])
            return nil
        }
        guard let mode = UInt16(digits, radix: 8), mode <= 0o7777 else {
            unexpected()
            return nil
        }
        return mode
    }

    /// One of the words of the key's type.
    func choice<Word>(_ type: Word.Type) -> Word? where Word: CaseIterable & RawRepresentable<String> {
        word().flatMap { Word(rawValue: $0) }
    }

    /// One of the words of the key.
    func word() -> String? {
        guard case .choice(let words) = kind else { preconditionFailure("`\(name)` is not a choice") }
        guard let text = text() else { return nil }
        guard words.contains(text) else {
            unexpected(hints: NearMiss.suggestion(for: text, among: words).map { ["did you mean `\($0)`?"] } ?? [])
            return nil
        }
        return text
    }

    /// A length of time; `atLeast` in nanoseconds.
    func duration(atLeast minimum: Int64 = 0) -> TimeSpan? {
        guard let text = text() else { return nil }
        guard let span = TimeSpan(text) else {
            let isNumber = !text.isEmpty && text.utf8.allSatisfy(\.isDigit)
            unexpected(hints: [isNumber ? "add the unit: `\(text)s`" : "the units are h, m, s, ms and us"])
            return nil
        }
        guard span.nanoseconds >= minimum else {
            error("expected more than \(Wording.quoted(text))")
            return nil
        }
        return span
    }

    /// A size of at least one byte.
    func byteSize() -> ByteSize? {
        guard let text = text() else { return nil }
        guard let size = ByteSize(text) else {
            unexpected(hints: ["the units are K, M, G and T, powers of 1024"])
            return nil
        }
        return size
    }

    /// A name of one of the validated kinds.
    ///
    /// - Parameter word: what messages call it, where that is not the name of its kind.
    func validated<Name: ValidatedName>(_ type: Name.Type, as word: String = Name.kind) -> Name? {
        guard let text = text() else { return nil }
        guard let name = Name(text) else {
            error("invalid \(word) \(Wording.quoted(text))", hints: ["expected \(Name.expectation)"])
            return nil
        }
        return name
    }

    /// The items of a list as texts of one line.
    func texts(_ characters: Characters = .line) -> [String] {
        items()?.compactMap { $0.text(characters) } ?? []
    }
}
