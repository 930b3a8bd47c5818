package import HolosModel

/// Every image that can be named: the files of the project, the user and the host, and what is built in, in this order.
package struct Catalog: Sendable {
    /// An entry and the catalog that it is from.
    package struct Listed: Sendable, Hashable {
        package let entry: CatalogEntry
        /// A file's path, or `built-in`.
        package let origin: String
    }

    /// In the order of precedence.
    package let listed: [Listed]
    package let mirrors: [Mirror]
    package let credentials: [CredentialRule]
    /// Where key files of built-in entries are looked for by name.
    package let keyFolders: [String]

    /// Only what is built in.
    package static let builtIn = Catalog(files: [], keyFolders: [])

    /// - Parameter files: the most particular first.
    package init(files: [CatalogFile], keyFolders: [String]) {
        listed =
            files.flatMap { file in file.entries.map { Listed(entry: $0, origin: file.path) } }
            + BuiltInCatalog.entries.map { Listed(entry: $0, origin: "built-in") }
        mirrors = files.flatMap(\.mirrors)
        credentials = files.flatMap(\.credentials)
        self.keyFolders = keyFolders
    }

    /// The entry that a name means on an architecture: of the tag, or without one the first that the catalogs list.
    package func find(
        _ name: ImageName, _ tag: ImageTag?, architecture: Architecture
    ) throws(CatalogError) -> CatalogEntry {
        let named = listed.map(\.entry).filter { $0.name == name }
        guard !named.isEmpty else { throw .unknownName(name, known: Set(listed.map(\.entry.name.text)).sorted()) }
        let tagged = named.filter { entry in tag.map(entry.has) ?? true }
        if let found = tagged.first(where: { $0.architecture == architecture }) { return found }
        if let tag, tagged.isEmpty {
            var seen: Set<ImageTag> = []
            let tags = named.flatMap { [$0.tag] + $0.aliases }.filter { seen.insert($0).inserted }
            throw .unknownTag(name, tag, known: tags.map(\.text))
        }
        throw .wrongArchitecture(
            (tagged.first ?? named[0]).reference, architecture, known: Set(tagged.map(\.architecture.rawValue)).sorted()
        )
    }

    /// The address that is fetched in place of one: by the first mirror whose prefix it has.
    package func mirrored(_ url: WebURL) -> WebURL {
        for mirror in mirrors where url.description.hasPrefix(mirror.from) {
            if let moved = WebURL(mirror.to + url.description.dropFirst(mirror.from.count)) { return moved }
        }
        return url
    }

    /// The rule for an address: the one with the longest prefix of it.
    package func credentials(for url: WebURL) -> CredentialRule? {
        credentials.filter { url.description.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }
    }
}

/// Addresses that begin with `from` are fetched from `to`, with the rest unchanged.
package struct Mirror: Hashable, Sendable {
    package let from: String
    package let to: String
}

/// Which credentials addresses with a prefix get; where they are, not what they are.
package struct CredentialRule: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// The entry of the host in a file of netrc(5).
        case netrc(path: String)
        /// Basic authentication with a password from the environment.
        case password(user: String, variable: String)
        /// Basic authentication with a password from the first line of a file.
        case passwordFile(user: String, path: String)
        /// A bearer token from the environment.
        case token(variable: String)
        /// A bearer token from the first line of a file.
        case tokenFile(path: String)
    }

    /// Ends in `/`, so that it covers a host or a folder of it and nothing else.
    package let prefix: String
    package let source: Source
}
