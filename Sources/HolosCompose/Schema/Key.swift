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
    /// Values of a key without effect, or of a refused one, that ask for nothing, e.g. `privileged: false`.
    package let idle: [String]

    package init(
        _ name: String, _ kind: ValueKind, _ summary: String, default fallback: String? = nil, required: Bool = false,
        fate: Fate = .honoured, idle: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.fallback = fallback
        self.isRequired = required
        self.fate = fate
        self.idle = idle
    }

    /// A key that means nothing for a VM; the reason completes "`key` has no effect: …".
    package static func meaningless(_ name: String, _ reason: String, idle: [String] = []) -> Key {
        Key(name, .anything, reason, fate: .meaningless(reason), idle: idle)
    }

    /// A key that is an error; the reason completes "`key` is not supported: …".
    package static func refused(_ name: String, _ reason: String, hint: String, idle: [String] = []) -> Key {
        Key(name, .anything, reason, fate: .refused(reason, hint: hint), idle: idle)
    }

    /// Whether the value asks for nothing: an empty mapping or list, or one of the idle values.
    package func isIdle(_ value: Node) -> Bool {
        switch value.content {
        case .broken: true
        case .mapping(let pairs): pairs.isEmpty
        case .sequence(let items): items.isEmpty
        case .scalar(let scalar): value.isNull || idle.contains(scalar.text)
        }
    }
}
