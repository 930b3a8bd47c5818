/// Text of untrusted origin on its way to somebody's terminal.
package enum TerminalText {
    private enum State {
        case text
        /// After ESC.
        case escape
        /// After CSI: parameters up to a final character.
        case sequence
        /// The payload of OSC, DCS, SOS, PM or APC, up to BEL or ST.
        case string
    }

    /// The text without terminal escape sequences and control characters: a guest's word must not move the cursor.
    /// Follows ECMA-48 and what xterm makes of it; a sequence that does not end takes the rest of the text with it.
    package static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var state = State.text
        for scalar in text.unicodeScalars {
            switch scalar.value {
            // Wherever they stand, these begin anew or break off what was under way. ST in two characters is an
            // escape sequence of its own.
            case 0x1b: state = .escape
            case 0x9b: state = .sequence
            case 0x90, 0x98, 0x9d, 0x9e, 0x9f: state = .string
            case 0x18, 0x1a, 0x9c: state = .text
            case let value:
                switch state {
                case .text:
                    if value == 0x09 || !(value < 0x20 || (0x7f...0x9f).contains(value)) { result.append(scalar) }
                case .escape:
                    switch scalar {
                    case "[": state = .sequence
                    case "]", "P", "X", "^", "_": state = .string
                    // Control characters act amid a sequence; intermediates come before the final character.
                    case "\u{0}"..."\u{2f}": break
                    default:
                        state = .text
                        if value > 0x9f { result.append(scalar) }
                    }
                case .sequence: if (0x40...0x7e).contains(value) { state = .text }
                case .string: if value == 0x07 { state = .text }
                }
            }
        }
        return String(result)
    }
}
