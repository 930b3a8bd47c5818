/// One key of the compose file.
package struct Key: Sendable {
    package let name: String
    package let kind: ValueKind
    /// What it means, for the documentation.
    package let summary: String
    /// What holds without it, for the documentation; nil: nothing.
    package let fallback: String?
    package let isRequired: Bool
    package let fate: Fate

    package init(
        _ name: String, _ kind: ValueKind, _ summary: String, default fallback: String? = nil, required: Bool = false,
        fate: Fate = .honoured
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.fallback = fallback
        self.isRequired = required
        self.fate = fate
    }
}
