internal import HolosModel

/// Reads the top level of a document.
struct ProjectDecoder {
    let context: DecodingContext

    /// What a file says before names and services are looked at together.
    struct Result {
        var name: ProjectName?
        var services: [DecodedService] = []
        /// The names of all services, also of those that could not be read.
        var declared: Set<String> = []
        var networks: [Network] = []
        var volumes: [Volume] = []
    }

    /// Forwards of one project that holos is ready to read.
    static let mostForwards = 20_000

    func decode(_ document: Document) -> Result {
        let log = context.log
        let root = document.root
        if root.isNull {
            log.error("the file is empty", at: root, hints: ["begin with `services:`"])
            return Result()
        }
        let reader = NodeReader(root, name: "file", kind: .section(ProjectKeys.table), log: log)
        guard case .mapping = root.content, let file = reader.mapping() else {
            if !reader.isBroken {
                log.error(
                    "expected a mapping at the top of the file, found \(Wording.found(root))", at: root,
                    hints: ["begin with `services:`"])
            }
            return Result()
        }
        var result = Result(name: file[ProjectKeys.name]?.validated(ProjectName.self))
        var context = context
        context.definitions = definitions(file, context)
        result.networks = context.definitions.networks.values.compactMap { $0 }
        result.volumes = context.definitions.volumes.values.compactMap { $0 }
        if let services = file.required(ProjectKeys.services, of: "the file", at: root) {
            result.services = decode(services, context)
            result.declared = services.keys
        }
        return result
    }

    private func definitions(_ file: MappingReader, _ context: DecodingContext) -> Definitions {
        func read<Value>(_ key: Key, _ decode: (NodeReader.Entry) -> Value?) -> [String: Value?] {
            var result: [String: Value?] = [:]
            for entry in file[key]?.named() ?? [] { result.updateValue(decode(entry), forKey: entry.name) }
            return result
        }
        let sources = SourceDecoder(context: context)
        return Definitions(
            networks: read(ProjectKeys.networks, NetworkDecoder().decode),
            volumes: read(ProjectKeys.volumes, VolumeDecoder().decode),
            secrets: read(ProjectKeys.secrets) { sources.decode($0, .secret) },
            configs: read(ProjectKeys.configs) { sources.decode($0, .config) })
    }

    private func decode(_ reader: NodeReader, _ context: DecodingContext) -> [DecodedService] {
        guard case .mapping(let pairs) = reader.node.content else {
            reader.unexpected(hints: ["name each service: `web:` with its keys below"])
            return []
        }
        if pairs.isEmpty {
            reader.error("expected at least one service", hints: ["name one: `web:` with its keys below"])
        }
        var services: [DecodedService] = []
        var forwards = 0
        for pair in pairs {
            if KeyTable.isExtension(pair.key.text ?? "") { continue }
            let key = NodeReader(pair.key, name: "services", kind: .text, log: context.log)
            let body = NodeReader(pair.value, name: pair.key.text ?? "", kind: reader.kind, log: context.log)
            let name = key.validated(ServiceName.self)
            // A service with an invalid name is read all the same: its own errors are to be told now.
            var context = context
            context.isPresent = context.profiles.include(profiles(pair.value))
            let decoder = ServiceDecoder(
                context: context, name: name ?? ServiceName(unchecked: "service"), key: pair.key)
            guard let service = decoder.decode(body), name != nil else { continue }
            services.append(service)
            forwards += service.ports.count
            guard forwards <= Self.mostForwards else {
                key.error("the project has more than \(Self.mostForwards) ports", hints: ["publish fewer"])
                break
            }
        }
        return services
    }

    /// The profiles of a service before anything else of it is read.
    private func profiles(_ service: Node) -> [String] {
        guard case .sequence(let items) = service[ServiceKeys.profiles.name]?.content else { return [] }
        return items.compactMap(\.text)
    }
}
