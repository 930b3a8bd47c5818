internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// Reads `environment` and `env_file`, `labels` and `label_file`.
struct EnvironmentDecoder {
    let context: DecodingContext

    /// The variables of the service; `environment` wins over files, later files over earlier ones.
    func environment(_ service: MappingReader) -> [String: String] {
        var result: [String: String] = [:]
        for entry in service[ServiceKeys.envFile]?.sections() ?? [] { read(entry, into: &result) }
        if let reader = service[ServiceKeys.environment] { variables(reader, into: &result) }
        return result
    }

    /// `labels` win over `label_file`.
    func labels(_ service: MappingReader) -> [String: String] {
        var result: [String: String] = [:]
        for file in service[ServiceKeys.labelFile]?.items() ?? [] {
            guard let path = PathDecoder(context: context).decode(file) else { continue }
            add(path, .compose, isRequired: true, file, to: &result)
        }
        for (name, text) in service[ServiceKeys.labels]?.dictionary() ?? [:] { result[name] = text }
        return result
    }

    /// A mapping of variables; one without a value takes that of holos' own, and is not set where that is not.
    func variables(_ reader: NodeReader, into result: inout [String: String]) {
        for (key, name, text) in reader.pairs() {
            guard isName(name) else {
                context.log.error(
                    "`\(reader.name)`: \(Wording.quoted(name)) is no name of a variable", at: key,
                    hints: ["a name has no blanks and no `=`"])
                continue
            }
            result[name] = text ?? context.variables(at: key)[name].text
        }
    }

    private func isName(_ name: String) -> Bool {
        !name.contains("=")
            && !name.unicodeScalars.contains {
                $0.properties.isWhitespace || $0.properties.generalCategory == .control
            }
    }

    private func read(_ keys: MappingReader, into result: inout [String: String]) {
        let isRequired = keys[EnvFileKeys.required]?.boolean() ?? true
        let format: EnvFile.Format = keys[EnvFileKeys.format]?.word() == nil ? .compose : .raw
        guard let reader = keys.required(EnvFileKeys.path, of: "an entry of `env_file`", at: keys.node),
            let path = PathDecoder(context: context).decode(reader)
        else { return }
        add(path, format, isRequired: isRequired, reader, to: &result)
    }

    private func add(
        _ path: String, _ format: EnvFile.Format, isRequired: Bool, _ reader: NodeReader,
        to result: inout [String: String]
    ) {
        // Nobody needs the files of a service that is not there.
        guard context.isPresent else { return }
        let bytes: [UInt8]
        do {
            if !isRequired, try Files.facts(FilePath(path)) == nil { return }
            bytes = try Files.read(FilePath(path), limit: ParseLimits.envFileSize)
        } catch {
            reader.error(error.message, hints: ["is the path right?"])
            return
        }
        let shown = reader.node.text ?? path
        let source = SourceText(file: shown, bytes: bytes)
        let variables = context.variables(at: reader.node)
        let file = EnvFile.parse(source, format: format, variables: variables, log: context.log)
        for variable in file.entries {
            result[variable.name] = variable.text ?? variables[variable.name].text
        }
    }
}
