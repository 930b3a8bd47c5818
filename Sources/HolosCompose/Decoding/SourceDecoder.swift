internal import HolosModel

/// Reads the entries of the top level's `secrets` and `configs`.
struct SourceDecoder {
    let context: DecodingContext

    func decode(_ entry: NodeReader.Entry, _ kind: GrantDecoder.Kind) -> GuestFile.Source? {
        let what = "the \(kind.rawValue) \(Wording.quoted(entry.name))"
        let key = NodeReader(entry.key, name: kind.rawValue + "s", kind: .text, log: context.log)
        let isName = key.validated(VolumeName.self, as: "\(kind.rawValue) name") != nil
        guard let keys = entry.value.mapping("in \(what)") else { return nil }
        var sources: [(key: Key, source: GuestFile.Source?)] = []
        if let reader = keys[SecretKeys.file] {
            sources.append(
                (SecretKeys.file, PathDecoder(context: context).decode(reader).map { .file($0) }))
        }
        if let reader = keys[SecretKeys.environment] {
            sources.append((SecretKeys.environment, variable(reader).map { .environment($0) }))
        }
        if kind == .config, let reader = keys[ConfigKeys.content] {
            sources.append((ConfigKeys.content, reader.text(.anything, mayBeEmpty: true).map { .content($0) }))
        }
        // What is refused by name needs no second error.
        let isRefused = keys.pairs.contains { pair in
            guard let key = keys.table.key(pair.key.text ?? ""), case .refused = key.fate else { return false }
            return !key.isIdle(pair.value)
        }
        let words = Wording.choices(keys.table.keys.filter(\.fate.isRead).map(\.name))
        guard let first = sources.first else {
            if !isRefused { context.log.error("\(what) has no content", at: entry.key, hints: ["add \(words)"]) }
            return nil
        }
        if sources.count > 1, let place = keys.place(of: sources[1].key) {
            context.log.error(
                "\(what) has several contents", at: place, hints: ["write only one of \(words)"])
        }
        return isName ? first.source : nil
    }

    private func variable(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        guard !text.contains("="), !text.contains(where: \.isWhitespace) else {
            reader.error(
                "\(Wording.quoted(text)) is no name of a variable", hints: ["a name has no blanks and no `=`"])
            return nil
        }
        return text
    }
}
