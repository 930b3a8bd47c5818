internal import HolosModel

/// What holos must know about texts for `sh` (POSIX, "Shell Command Language").
enum ShellText {
    /// The text in single quotes: one word for any shell, whatever it holds.
    static func quote(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
        }
        return result + "'"
    }

    /// The command as cloud-init writes it into its script.
    static func script(_ command: GuestCommand) -> String {
        switch command {
        case .shell(let text): text
        case .argv(let words):
            words.map { word in
                let plain = !word.isEmpty && word.utf8.allSatisfy { isPlain($0) }
                return plain ? word : quote(word)
            }.joined(separator: " ")
        }
    }

    /// The command on one line of printable ASCII, for messages; at most 100 characters.
    static func summary(_ script: String) -> String {
        let words = script.split { $0.isWhitespace || $0.isNewline }
        let line = words.joined(separator: " ").unicodeScalars.map { scalar in
            (0x20...0x7e).contains(scalar.value) && scalar != "`" ? String(scalar) : scalar == "`" ? "'" : "?"
        }
        return line.count <= 100 ? line.joined() : line.prefix(97).joined() + "..."
    }

    /// Whether the shell would read on after this text because a quotation, a here-document, a line or a compound
    /// command is not at its end. Where it is wrong, a check is missing or stands inside the user's command.
    static func continues(_ script: String) -> Bool {
        var scanner = ShellScanner(script)
        return scanner.endsOpen()
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isLowercaseLetter || byte.isUppercaseLetter || byte.isDigit || "-_./:=,@%+".utf8.contains(byte)
    }
}
