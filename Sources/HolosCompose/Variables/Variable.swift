package import HolosModel

/// A variable as it was looked up: its text, and where that was set.
package struct Variable: Sendable {
    /// Where a text comes from.
    package enum Origin: Sendable {
        /// The environment of this process.
        case environment
        /// A line of an env file.
        case file(SourceText, SourceMark)
        /// `COMPOSE_PROJECT_NAME`, which Compose defines itself.
        case project
    }

    package let name: String
    /// nil when the variable is not set; in an env file, when only the name stands there.
    package let text: String?
    package let origin: Origin?

    package init(name: String, text: String?, origin: Origin?) {
        self.name = name
        self.text = text
        self.origin = origin
    }

    /// The place in an env file; nil when it was set elsewhere or not at all.
    package var location: SourceLocation? {
        if case .file(let source, let mark) = origin { source.location(mark) } else { nil }
    }

    /// Explains a message about a value that this variable is a part of: `` `PORT` is `abc`, set at .env:3:1 ``.
    ///
    /// - Parameter showingText: false where the value may be secret; a name that promises a secret hides it as well.
    package func explanation(showingText: Bool = true) -> String {
        let quoted = Wording.quoted(name)
        guard let text else { return "\(quoted) is not set" }
        let place =
            switch origin {
            case .file(let source, let mark): "set at \(source.location(mark))"
            case .project: "set to the project's name"
            default: "set in the environment"
            }
        if text.isEmpty { return "\(quoted) is empty, \(place)" }
        guard showingText, !Self.promisesSecret(name) else { return "\(quoted) is \(place)" }
        return "\(quoted) is \(Wording.quoted(text)), \(place)"
    }

    /// Whether a variable of that name is likely to hold what others must not read. Messages end up in logs.
    package static func promisesSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        return ["PASS", "PWD", "SECRET", "TOKEN", "KEY", "CRED", "PRIVATE", "AUTH"].contains { name.contains($0) }
    }
}
