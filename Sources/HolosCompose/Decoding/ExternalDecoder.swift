/// Reads `external` of networks and volumes.
enum ExternalDecoder {
    static func decode(_ reader: NodeReader) -> Bool? {
        guard case .mapping = reader.node.content else { return reader.boolean() }
        let name = reader.node["name"]?.text ?? "…"
        reader.error(
            "a mapping is the old form of `external`",
            hints: ["write `external: true` and \(Wording.quoted("name: " + name)) beside it"])
        return nil
    }

    /// What is kept elsewhere is described elsewhere: the specification allows no other keys.
    static func checkAlone(_ keys: MappingReader, besides allowed: Key...) {
        for pair in keys.pairs {
            guard let name = pair.key.text, !KeyTable.isExtension(name), keys.table.key(name)?.fate.isRead == true,
                !allowed.contains(where: { $0.name == name })
            else { continue }
            keys.log.error(
                "`\(name)` cannot be said of what is external", at: pair.key, hints: ["remove it, or `external`"])
        }
    }
}
