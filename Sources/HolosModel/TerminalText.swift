/// Text of untrusted origin on its way to somebody's terminal.
package enum TerminalText {
    /// The text without terminal escape sequences and control characters: a guest's word must not move the cursor.
    package static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1b}" {
                // CSI: parameters up to a letter; any other escape: one more character.
                guard rest.popFirst() == "[" else { continue }
                while let next = rest.popFirst(), !(0x40...0x7e).contains(next.value) {}
            } else if scalar == "\t" || !(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)) {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
