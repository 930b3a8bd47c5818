internal import HolosModel

/// What readers of YAML that know types make of a plain scalar.
enum PlainScalar {
    /// `a number`, `a date` or `a truth value`, where its text would come out changed; nil where it would not.
    ///
    /// Follows go-yaml as docker compose uses it: octal, hexadecimal and binary numbers, floating point in the shortest
    /// form of `%g`, underscores between digits, `True`. `yes` and `22:22` are texts to both.
    static func otherReading(of text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= 100 else { return nil }
        if ["True", "TRUE", "False", "FALSE"].contains(text) { return "a truth value" }
        if isDate(bytes) { return "a date" }
        guard first.isDigit || "+-.".utf8.contains(first) else { return nil }
        let isSigned = first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
        let digits = Array(bytes.dropFirst(isSigned ? 1 : 0)).filter { $0 != UInt8(ascii: "_") }
        guard isNumber(digits) else { return nil }
        let isPlain = digits.count == bytes.count - (first == UInt8(ascii: "-") ? 1 : 0)
        return isPlain && isShortest(digits) && text != "-0" ? nil : "a number"
    }

    private static func isNumber(_ digits: [UInt8]) -> Bool {
        let text = String(decoding: digits, as: UTF8.self)
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(text) { return true }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.lowercased().hasPrefix(prefix) {
            return text.count > 2 && Int(text.dropFirst(2), radix: radix) != nil
        }
        var rest = digits[...]
        let whole = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return false }
        guard let letter = rest.first else { return true }
        guard letter | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(\.isDigit)
    }

    /// Whether the number is written as `%d` or `%g` would write it.
    private static func isShortest(_ digits: [UInt8]) -> Bool {
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.allSatisfy(\.isDigit) }), let whole = parts.first, !whole.isEmpty,
            whole.count == 1 || whole.first != UInt8(ascii: "0")
        else { return false }
        guard parts.count == 2 else { return parts.count == 1 && whole.count <= 19 }
        let fraction = parts[1]
        guard let last = fraction.last, last != UInt8(ascii: "0") else { return false }
        // Beyond these, `%g` writes an exponent, or a Double has not as many digits.
        let isTiny = whole == [UInt8(ascii: "0")] && fraction.prefix(4).allSatisfy { $0 == UInt8(ascii: "0") }
        return whole.count <= 6 && whole.count + fraction.count <= 15 && !isTiny
    }

    /// `2001-01-01`, with or without a time.
    private static func isDate(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count),
            parts[0].allSatisfy(\.isDigit), parts[1].allSatisfy(\.isDigit)
        else { return false }
        let day = parts[2].prefix(while: \.isDigit)
        let rest = parts[2].dropFirst(day.count)
        return (1...2).contains(day.count) && (rest.isEmpty || "Tt \t".utf8.contains(rest.first ?? 0))
    }
}
