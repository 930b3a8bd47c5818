/// Names of environment variables, as guests and their programs can take them.
package enum VariableName {
    /// What a name looks like, for messages.
    package static let expectation = "a name without blanks and `=`, not beginning with `-`"

    /// Whether a text is a name: no option of env(1), no white space or control character, no `=`.
    package static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "-") else { return false }
        return !name.unicodeScalars.contains {
            $0 == "=" || $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }
    }
}
