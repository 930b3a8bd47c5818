internal import HolosModel

/// Reads `ulimits`.
enum LimitDecoder {
    static func decode(_ reader: NodeReader) -> [ResourceLimit] {
        reader.named().compactMap(limit).sorted { $0.name < $1.name }
    }

    private static func limit(_ entry: NodeReader.Entry) -> ResourceLimit? {
        guard LimitKeys.names.contains(entry.name) else {
            let near = NearMiss.suggestion(for: entry.name, among: LimitKeys.names)
            entry.value.log.error(
                "`ulimits`: unknown limit \(Wording.quoted(entry.name))", at: entry.key,
                hints: [near.map { "did you mean `\($0)`?" } ?? "the limits are \(Wording.choices(LimitKeys.names))"])
            return nil
        }
        if case .scalar = entry.value.node.content {
            let reader = NodeReader(
                entry.value.node, name: entry.name, kind: LimitKeys.soft.kind, log: entry.value.log)
            return reader.integer().map { make(entry.name, $0, $0) }
        }
        guard let keys = entry.value.mapping() else { return nil }
        let owner = "the limit `\(entry.name)`"
        let soft = keys.required(LimitKeys.soft, of: owner, at: entry.key)?.integer()
        let hard = keys.required(LimitKeys.hard, of: owner, at: entry.key)?.integer()
        guard let soft, let hard else { return nil }
        guard hard == -1 || (soft != -1 && soft <= hard) else {
            entry.value.log.error(
                "`\(entry.name)`: the soft limit is higher than the hard one", at: entry.key,
                hints: ["raise `hard`, or lower `soft`"])
            return nil
        }
        return make(entry.name, soft, hard)
    }

    private static func make(_ name: String, _ soft: Int, _ hard: Int) -> ResourceLimit {
        ResourceLimit(name: name, soft: soft == -1 ? nil : soft, hard: hard == -1 ? nil : hard)
    }
}
