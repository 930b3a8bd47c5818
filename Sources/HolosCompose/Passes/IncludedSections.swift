/// The tree of a file to which the entries of included projects are copied (Compose Specification, "Include").
struct IncludedSections {
    private static let names = ["services", "networks", "volumes", "secrets", "configs", "models"]

    private let file: Node
    private let log: DiagnosticLog
    private var pairs: [Node.Pair]
    /// The entries of the sections that something was added to, and where each name stands in them.
    private var entries: [String: [Node.Pair]] = [:]
    private var places: [String: [String: Int]] = [:]

    /// - Parameter root: without `include`.
    init(_ root: Node, log: DiagnosticLog) {
        file = root
        self.log = log
        if case .mapping(let pairs) = root.content { self.pairs = pairs } else { pairs = [] }
    }

    /// The file with all that was added.
    var root: Node {
        file.replacing(
            .mapping(
                pairs.map { pair in
                    guard let entries = entries[pair.key.text ?? ""] else { return pair }
                    return Node.Pair(key: pair.key, value: pair.value.replacing(.mapping(entries)))
                }))
    }

    /// Keeps others from complaining that there are no services, where only their file is missing.
    mutating func lackServices(of entry: Node) {
        guard !pairs.contains(where: { $0.key.text == "services" }) else { return }
        pairs.append(Node.Pair(key: entry.made(text: "services"), value: entry.replacing(.broken)))
    }

    /// Copies the entries of an included project; one that is there already, and is not the same, is an error.
    mutating func add(_ included: Node) {
        for section in Self.names {
            guard let pair = included.pair(section) else { continue }
            guard let index = pairs.firstIndex(where: { $0.key.text == section }) else {
                pairs.append(pair)
                continue
            }
            guard case .mapping(let new) = pair.value.content else { continue }
            let present = pairs[index]
            guard case .mapping(let own) = present.value.content else {
                if present.value.isNull { pairs[index] = Node.Pair(key: present.key, value: pair.value) }
                continue
            }
            if entries[section] == nil {
                entries[section] = own
                places[section] = Dictionary(own.enumerated().map { ($1.key.text ?? "", $0) }) { first, _ in first }
            }
            for pair in new { add(pair, to: section) }
        }
    }

    private mutating func add(_ pair: Node.Pair, to section: String) {
        let name = pair.key.text ?? ""
        if let place = places[section]?[name], let own = entries[section]?[place] {
            reportConflict(own, with: pair, in: section)
        } else {
            places[section]?[name] = entries[section]?.count
            entries[section]?.append(pair)
        }
    }

    /// The same thing twice is none, as where two included files include a third one.
    private func reportConflict(_ own: Node.Pair, with other: Node.Pair, in section: String) {
        // Paths in a network or volume look like paths; those of a service may be single words.
        let anyIsPath = section != "networks" && section != "volumes"
        guard !own.value.isSame(as: other.value, anyTextIsPath: anyIsPath) else { return }
        let what = section == "services" ? "service" : String(section.dropLast())
        let name = Wording.quoted(own.key.text ?? "")
        log.error(
            "\(what) \(name) is defined here, and at \(other.key.location), which is included", at: own.key,
            hints: [
                "rename one of the two",
                "to change an included \(what), use a further file: `-f … -f …` or `holos.override.yaml`",
            ])
    }
}
