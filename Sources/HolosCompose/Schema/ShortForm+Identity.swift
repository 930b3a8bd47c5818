extension ShortForm {
    /// What makes two entries of a list the same resource (Compose Specification, "Merge", "Unique resources"): the
    /// values of its unique keys, the default where one is missing. nil for an entry that is wrong anyway.
    ///
    /// - Parameters:
    ///   - entry: in the long form.
    ///   - name: the key of the list.
    package func identity(of entry: Node, unique: [String], in table: KeyTable, list name: String) -> [String]? {
        guard case .mapping = entry.content, !unique.isEmpty else { return nil }
        return unique.map { part in
            let text = entry[part]?.text ?? ""
            switch self {
            case .envFile:
                // The same text in files of two folders names two files.
                return text.isEmpty ? text : PathText.resolve(text, in: (entry[part] ?? entry).source.directory)
            case .grant:
                let folder = name == "configs" ? "/" : "/run/secrets/"
                return PathText.resolve(text.isEmpty ? entry["source"]?.text ?? "" : text, in: folder)
            case .volume: return PathText.resolve(text, in: "/")
            case .port, .include, .device:
                return text.isEmpty ? table.key(part)?.plainFallback ?? "" : text
            }
        }
    }
}

extension Key {
    /// The default where it is a plain value, and not a description of one.
    fileprivate var plainFallback: String? {
        guard let fallback, fallback.count > 2, fallback.hasPrefix("`"), fallback.hasSuffix("`") else { return nil }
        let word = fallback.dropFirst().dropLast()
        return word.contains("`") ? nil : String(word)
    }
}
