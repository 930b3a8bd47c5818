/// The keys of one kind of mapping: the only list of them, used by the decoder, the messages and the documentation.
package struct KeyTable: Sendable {
    /// Where the keys stand, as messages name it, e.g. "in a service" or "in `vm`".
    package let place: String
    /// In the order of the documentation.
    package let keys: [Key]
    /// Keys of the Compose Specification, or of holos 0.6, that are refused by name.
    package let notYet: [String]
    /// What an entry says that is only named in a list, e.g. `condition: service_started`.
    package let listed: [(key: String, text: String)]

    package init(
        _ place: String, keys: [Key], notYet: [String] = [], listed: [(key: String, text: String)] = []
    ) {
        self.place = place
        self.keys = keys
        self.notYet = notYet
        self.listed = listed
    }

    /// The key of that name.
    package func key(_ name: String) -> Key? { keys.first { $0.name == name } }

    /// Whether a key is an extension, which means nothing to holos (Compose Specification, "Extension").
    package static func isExtension(_ name: String) -> Bool { name.hasPrefix("x-") }

    /// The path of keys, e.g. `vm` or `vm.cloud_init`, below which a key exists that was looked for here.
    package func path(to name: String) -> String? {
        for key in keys {
            guard let table = key.kind.table else { continue }
            let below: String = if case .named = key.kind { key.name + ".<name>" } else { key.name }
            if table.key(name) != nil { return below }
            if let deeper = table.path(to: name) { return below + "." + deeper }
        }
        return nil
    }

    /// The rows of the documentation: key, expected value, default, meaning.
    package var markdown: String {
        keys.map { key in
            let name = "`\(key.name)`" + (key.isRequired ? " (required)" : "")
            return "| \(name) | \(key.kind.expectation) | \(key.fallback ?? "") | \(key.summary) |"
        }.joined(separator: "\n")
    }
}
