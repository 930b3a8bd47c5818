/// Reads texts as Python's `repr` writes them.
enum PythonLiteral {
    /// Takes a string literal from the front: `'it\'s'`, `"it's"`; nil, and nothing taken, when there is none.
    static func string(_ text: inout Substring) -> String? {
        guard let quote = text.unicodeScalars.first, quote == "'" || quote == "\"" else { return nil }
        var rest = text.unicodeScalars.dropFirst()
        var result = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == quote {
                text = Substring(rest)
                return String(result)
            }
            guard scalar == "\\" else {
                result.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "r": result.append("\r")
            case "x": result.append(hex(&rest, digits: 2))
            case "u": result.append(hex(&rest, digits: 4))
            case "U": result.append(hex(&rest, digits: 8))
            case .some(let other): result.append(other)
            case nil: return nil
            }
        }
        return nil
    }

    private static func hex(_ text: inout Substring.UnicodeScalarView, digits: Int) -> Unicode.Scalar {
        let code = String(text.prefix(digits))
        text = text.dropFirst(digits)
        return UInt32(code, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{fffd}"
    }
}
