/// Makes the entries of one mapping out of the pairs that were written: refuses duplicates, applies `<<`.
struct MappingBuilder {
    private let log: DiagnosticLog

    init(_ log: DiagnosticLog) { self.log = log }

    /// The entries: those of the mapping itself, then those merged into it.
    func pairs(from written: [Node.Pair]) -> [Node.Pair] {
        var result: [Node.Pair] = []
        var places: [String: Node] = [:]
        var merges: [Node] = []
        var firstMerge: Node?
        for pair in written {
            guard case .scalar(let scalar) = pair.key.content else {
                if case .broken = pair.key.content { continue }
                log.error(
                    "a key must be a single word, found \(Wording.kind(of: pair.key))", at: pair.key,
                    hints: ["quote the key if it begins with a bracket or a brace"])
                continue
            }
            if let tag = pair.key.tag, CoreTag.merging.contains(tag) {
                log.error(
                    "tag `\(tag)` stands in front of a key", at: pair.key,
                    hints: ["put it in front of the value: `\(scalar.text): \(tag) …`"])
                continue
            }
            let isMerge = scalar.text == "<<" && scalar.style == .plain
            if let first = isMerge ? firstMerge : places[scalar.text] {
                log.error(
                    "duplicate key \(Wording.quoted(scalar.text))", at: pair.key,
                    hints: [
                        "it stands first at \(first.location)",
                        isMerge ? "merge several with one key: `<<: [*a, *b]`" : "remove one of the two",
                    ])
            } else if isMerge {
                firstMerge = pair.key
                merges = sources(pair.value)
            } else {
                places[scalar.text] = pair.key
                result.append(pair)
            }
        }
        // The merge type of YAML: own keys win over merged ones, an earlier source wins over a later one.
        for case .mapping(let pairs) in merges.map(\.content) {
            for pair in pairs {
                guard let key = pair.key.text, places[key] == nil else { continue }
                places[key] = pair.key
                result.append(pair)
            }
        }
        return result
    }

    private func sources(_ value: Node) -> [Node] {
        let candidates: [Node]
        if case .sequence(let items) = value.content { candidates = items } else { candidates = [value] }
        return candidates.filter { candidate in
            switch candidate.content {
            case .mapping: return true
            case .broken: return false
            default:
                log.error(
                    "`<<`: expected a mapping or a list of mappings, found \(Wording.found(candidate))", at: candidate,
                    hints: ["name an anchor of a mapping: `<<: *name`"])
                return false
            }
        }
    }
}
