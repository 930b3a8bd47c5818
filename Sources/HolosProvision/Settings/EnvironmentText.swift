internal import HolosModel

/// Environment variables in the languages of those who read them in a guest. Each carries what it can exactly, and
/// leaves out what it cannot.
package enum EnvironmentText {
    /// Whether a shell and systemd can have a variable of that name; Compose allows others, e.g. `discovery.type`.
    package static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !first.isDigit else { return false }
        return name.utf8.allSatisfy {
            $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || $0 == UInt8(ascii: "_")
        }
    }

    /// Whether anything can have a variable of that name.
    package static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "=") }
    }

    /// Lines that `.` of a shell and `EnvironmentFile=` of systemd read alike: double quotes in which a backslash
    /// stands before what is special to both (systemd.exec(5)); line breaks stand as they are.
    static func file(_ variables: [String: String]) -> String {
        sorted(variables).filter { isPlain($0, $1) }.map { name, value in
            var text = ""
            for scalar in value.unicodeScalars {
                if "\"\\`$".unicodeScalars.contains(scalar) { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
            return "\(name)=\"\(text)\"\n"
        }.joined()
    }

    /// Lines for a shell.
    static func exports(_ variables: [String: String]) -> String {
        sorted(variables).filter { isIdentifier($0.name) }.map { "export \($0)=\(ShellText.quote($1))\n" }.joined()
    }

    /// What `file` cannot carry: other names, and control characters, with which systemd refuses a variable.
    static func rest(_ variables: [String: String]) -> [(name: String, value: String)] {
        sorted(variables).filter { !isPlain($0, $1) }
    }

    /// One `SetEnv` line, of which sshd takes only the first; nil when there is nothing for it. What OpenSSH 8.4 and 9
    /// would read differently, or not at all, is left out: quotes, and backslashes that 9 takes for escapes.
    static func sshd(_ variables: [String: String]) -> String? {
        let words = sorted(variables).filter { fitsSSHD($0, $1) }.map { "\"\($0)=\($1)\"" }
        return words.isEmpty ? nil : "SetEnv \(words.joined(separator: " "))\n"
    }

    private static func fitsSSHD(_ name: String, _ value: String) -> Bool {
        let word = name + "=" + value
        guard !word.unicodeScalars.contains(where: { isControl($0) && $0 != "\t" || $0 == "\"" }) else { return false }
        let bytes = Array(word.utf8) + [UInt8(ascii: "\"")]
        return !zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "\\") && "\\'\"".utf8.contains($1) }
    }

    private static func isPlain(_ name: String, _ value: String) -> Bool {
        isIdentifier(name) && !value.unicodeScalars.contains { isControl($0) && $0 != "\t" && $0 != "\n" }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || scalar.value == 0x7f }

    private static func sorted(_ variables: [String: String]) -> [(name: String, value: String)] {
        variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
