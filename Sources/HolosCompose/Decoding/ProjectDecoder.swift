internal import HolosModel

/// Reads the top level of a document.
struct ProjectDecoder {
    let context: DecodingContext

    /// What a file says before names and services are looked at together.
    struct Result {
        let name: ProjectName?
        let services: [DecodedService]
        /// The names of all services, also of those that could not be read.
        let declared: Set<String>
    }

    func decode(_ document: Document) -> Result {
        let log = context.log
        let root = document.root
        if root.isNull {
            log.error("the file is empty", at: root, hints: ["begin with `services:`"])
            return Result(name: nil, services: [], declared: [])
        }
        let reader = NodeReader(root, name: "file", kind: .section(ProjectKeys.table), log: log)
        guard case .mapping = root.content, let file = reader.mapping() else {
            if !reader.isBroken {
                log.error(
                    "expected a mapping at the top of the file, found \(Wording.found(root))", at: root,
                    hints: ["begin with `services:`"])
            }
            return Result(name: nil, services: [], declared: [])
        }
        if let version = file[ProjectKeys.version] {
            log.warning("`version` is obsolete and has no effect", at: version.node, hints: ["remove it"])
        }
        let name = file[ProjectKeys.name]?.validated(ProjectName.self)
        guard let services = file.required(ProjectKeys.services, of: "the file", at: root) else {
            return Result(name: name, services: [], declared: [])
        }
        return Result(name: name, services: decode(services), declared: services.keys)
    }

    private func decode(_ reader: NodeReader) -> [DecodedService] {
        guard case .mapping(let pairs) = reader.node.content else {
            reader.unexpected(hints: ["name each service: `web:` with its keys below"])
            return []
        }
        if pairs.isEmpty {
            reader.error("expected at least one service", hints: ["name one: `web:` with its keys below"])
        }
        return pairs.compactMap { pair in
            let key = NodeReader(pair.key, name: "services", kind: .text, log: context.log)
            let body = NodeReader(pair.value, name: pair.key.text ?? "", kind: reader.kind, log: context.log)
            let name = key.validated(ServiceName.self)
            // A service with an invalid name is read all the same: its own errors are to be told now.
            let decoder = ServiceDecoder(
                context: context, name: name ?? ServiceName(unchecked: "service"), key: pair.key)
            let service = decoder.decode(body)
            return name == nil ? nil : service
        }
    }
}
