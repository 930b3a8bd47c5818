/// The keys of one kind of mapping: the only list of them, used by the decoder, the messages and the documentation.
package struct KeyTable: Sendable {
    /// Where the keys stand, as messages name it, e.g. "in a service" or "in `vm`".
    package let place: String
    /// In the order of the documentation.
    package let keys: [Key]
    /// What an entry says that is only named in a list, e.g. `condition: service_started`.
    package let listed: [(key: String, text: String)]

    package init(_ place: String, keys: [Key], listed: [(key: String, text: String)] = []) {
        self.place = place
        self.keys = keys
        self.listed = listed
    }

    /// The key of that name.
    package func key(_ name: String) -> Key? { keys.first { $0.name == name } }

    /// Whether a key is an extension, which means nothing to holos (Compose Specification, "Extension").
    package static func isExtension(_ name: String) -> Bool { name.hasPrefix("x-") }

    /// The path of keys, e.g. `vm` or `vm.cloud_init`, below which a key that is read exists that was looked for here.
    package func path(to name: String) -> String? {
        for key in keys where key.fate.isRead {
            guard let table = key.kind.table else { continue }
            let below: String = if case .named = key.kind { key.name + ".<name>" } else { key.name }
            if table.key(name)?.fate.isRead == true { return below }
            if let deeper = table.path(to: name) { return below + "." + deeper }
        }
        return nil
    }

    /// The rows of the documentation: key, expected value, default, fate, meaning.
    package var markdown: String {
        keys.map { key in
            let name = "`\(key.name)`" + (key.isRequired ? " (required)" : "")
            let expected = key.fate.isRead ? key.kind.expectation : ""
            var meaning = key.summary
            if case .refused(_, let hint) = key.fate { meaning += "; \(hint)" }
            if !key.idle.isEmpty { meaning += " (\(Wording.choices(key.idle)) may stand)" }
            return "| \(name) | \(expected) | \(key.fallback ?? "") | \(key.fate.word) | \(meaning) |"
        }.joined(separator: "\n")
    }
}
