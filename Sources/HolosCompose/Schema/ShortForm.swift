/// The short texts that stand for a mapping in a list (Compose Specification, "Short syntax" of each key).
package enum ShortForm: Sendable {
    /// `ports`: `[[address:]host:]guest[/protocol]`.
    case port
    /// `volumes`: `[source:]target[:mode]`.
    case volume
    /// `secrets` and `configs`: the name.
    case grant
    /// `env_file`: the path.
    case envFile
    /// `include`: the path.
    case include
    /// `devices`: `host[:guest[:permissions]]`.
    case device

    /// Whether a single text may stand for the whole list.
    package var mayStandAlone: Bool {
        switch self {
        case .envFile: true
        case .port, .volume, .grant, .include, .device: false
        }
    }

    /// The mappings that a text stands for: one, but for a range of ports; nil after the log was told why there are none.
    ///
    /// - Parameter name: the key of the list, for messages.
    package func expand(_ node: Node, of name: String, log: DiagnosticLog) -> [Node]? {
        let reader = NodeReader(node, name: name, kind: .text, log: log)
        guard let text = reader.text(.line) else { return nil }
        func entry(_ key: String) -> [Node] { [node.made(mapping: [(key, node.made(text: text))])] }
        switch self {
        case .port: return ShortPort(reader: reader, text: text).expand()
        case .volume: return ShortMount(reader: reader, text: text).expand().map { [$0] }
        case .grant: return entry(GrantKeys.source.name)
        case .envFile: return entry(EnvFileKeys.path.name)
        case .include: return entry(IncludeKeys.path.name)
        case .device: return entry("source")
        }
    }
}
