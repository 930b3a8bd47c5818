extension EnvFileParser {
    /// Reads the whole file in the format `raw`: all behind the first `=` of a line is the text, blanks, quotes and `$`
    /// included.
    mutating func parseRaw() {
        while true {
            skipBlanks(alsoLines: true)
            guard position < bytes.count else { return }
            entryStart = position
            let end = lineEnd(from: position)
            var line = bytes[position..<end]
            if line.last == 0x0d { line.removeLast() }
            if line.first != UInt8(ascii: "#") {
                do {
                    try rawStatement(line)
                } catch {
                    report(error)
                }
            }
            position = end
        }
    }

    private mutating func rawStatement(_ line: ArraySlice<UInt8>) throws(Problem) {
        let equals = line.firstIndex(of: UInt8(ascii: "="))
        let name = String(decoding: line[..<(equals ?? line.endIndex)], as: UTF8.self)
        if name.isEmpty {
            throw Problem("there is no name in front of the `=`", at: line.startIndex, hints: ["write `NAME=value`"])
        }
        let isBad = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
        }
        if let bad = name.unicodeScalars.first(where: isBad) {
            let before = name.unicodeScalars.prefix { $0 != bad }
            throw Problem(
                "a blank cannot stand in a name", at: line.startIndex + String(before).utf8.count,
                hints: ["write `NAME=value`: the format `raw` knows neither `export` nor `NAME: value`"])
        }
        let text = equals.map { String(decoding: line[($0 + 1)...], as: UTF8.self) }
        budget -= text?.utf8.count ?? 0
        add(name, text)
    }
}
