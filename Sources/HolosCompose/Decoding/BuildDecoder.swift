internal import HolosModel

/// Reads `build`.
struct BuildDecoder {
    let context: DecodingContext
    let owner: String

    func decode(_ reader: NodeReader) -> Build? {
        guard let keys = reader.mapping() else { return nil }
        let folder = keys[BuildKeys.context].map(contextFolder) ?? reader.node.source.directory
        var args: [String: String] = [:]
        if let reader = keys[BuildKeys.args] {
            EnvironmentDecoder(context: context).variables(reader, into: &args)
        }
        let dockerfile = keys[BuildKeys.dockerfile]
        let inline = keys[BuildKeys.dockerfileInline]?.text(.anything)
        let path = dockerfile?.text(.line)
        if dockerfile != nil, let place = keys.place(of: BuildKeys.dockerfileInline) {
            keys.log.error(
                "`dockerfile` and `dockerfile_inline` exclude each other", at: place, hints: ["remove one of the two"])
        }
        var build = Build(context: folder ?? reader.node.source.directory)
        build.dockerfileInline = inline
        if inline == nil { build.dockerfile = PathText.resolve(path ?? "Dockerfile", in: build.context) }
        build.args = args
        build.target = keys[BuildKeys.target]?.text(.line)
        build.labels = keys[BuildKeys.labels]?.dictionary() ?? [:]
        build.extraHosts = keys[BuildKeys.extraHosts].map(HostsDecoder.hosts) ?? []
        build.secrets = keys[BuildKeys.secrets].map(secrets) ?? []
        build.additionalContexts = keys[BuildKeys.additionalContexts].map(contexts) ?? [:]
        build.noCache = keys[BuildKeys.noCache]?.boolean() ?? false
        build.pull = keys[BuildKeys.pull]?.boolean() ?? false
        build.platforms =
            keys[BuildKeys.platforms]?.items()?.compactMap { PlatformDecoder.decode($0)?.description } ?? []
        build.tags = keys[BuildKeys.tags]?.texts() ?? []
        return build
    }

    private func contextFolder(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        guard !isRemote(text) else {
            reader.error(
                "a context that would have to be fetched is not supported, found \(Wording.quoted(text))",
                hints: ["fetch it, and name the folder"])
            return nil
        }
        return PathDecoder(context: context).absolute(text, reader)
    }

    /// Whether docker compose would take it for a repository or an archive (Compose Build Specification, `context`).
    private func isRemote(_ text: String) -> Bool {
        ["http://", "https://", "git://", "ssh://", "git@", "github.com/"].contains { text.hasPrefix($0) }
    }

    /// The target of a build's secret is its id; where the step finds it is below `/run/secrets`.
    private func secrets(_ reader: NodeReader) -> [GuestFile] {
        GrantDecoder(kind: .secret, context: context, owner: owner).decode(reader).map(\.value)
    }

    /// Folders become absolute; what has a type in front (`docker-image://`, `service:`) stays as it is.
    private func contexts(_ reader: NodeReader) -> [String: String] {
        var result: [String: String] = [:]
        for (key, name, text) in reader.pairs(.line) {
            guard let text, !text.isEmpty else {
                context.log.error("`\(reader.name)`: \(Wording.quoted(name)) has no folder", at: key)
                continue
            }
            let isTyped = text.contains("://") || text.hasPrefix("service:") || isRemote(text)
            result[name] = isTyped ? text : PathDecoder(context: context).absolute(text, reader)
        }
        return result
    }
}
