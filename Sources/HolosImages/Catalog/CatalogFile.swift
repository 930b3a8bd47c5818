internal import FoundationEssentials
internal import HolosModel
internal import HolosQEMU
internal import HolosSystem
package import SystemPackage

/// A catalog of the host, the user or a project: a JSON file (docs/images.md).
package struct CatalogFile: Sendable {
    package let path: String
    package let entries: [CatalogEntry]
    package let mirrors: [Mirror]
    package let credentials: [CredentialRule]

    /// The largest file that is read, bytes.
    static let limit = 4 << 20

    /// Whose catalog it is decides what it may say.
    package enum Scope: Sendable {
        /// The host's or the user's own.
        case trusted
        /// Comes with a project, perhaps from a stranger: it must not send the user's secrets anywhere.
        case project
    }

    /// The catalogs that are there: beside the compose file, of the user, of the host; and the built-in one.
    ///
    /// - Parameter projectFolder: nil without a compose file.
    package static func all(
        projectFolder: FilePath?, environment: [String: String], host: FilePath = "/etc/holos"
    ) throws -> Catalog {
        let own = [userFolder(environment), host].compactMap(\.self)
        var places = own.map { ($0.appending("catalog.json"), Scope.trusted) }
        if let projectFolder { places.insert((projectFolder.appending("holos.catalog.json"), .project), at: 0) }
        return Catalog(
            files: try places.compactMap { try read($0.0, $0.1, home: environment["HOME"]) },
            // Not the project's: its keys speak for its own entries only.
            keyFolders: own.map { $0.appending("keys").string })
    }

    /// `$XDG_CONFIG_HOME/holos`, else `~/.config/holos`; nil when neither is an absolute path.
    private static func userFolder(_ environment: [String: String]) -> FilePath? {
        if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
            return FilePath(config).appending("holos")
        }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? FilePath($0).appending(".config/holos") : nil }
    }

    /// nil when there is no such file.
    package static func read(_ path: FilePath, _ scope: Scope, home: String?) throws -> CatalogFile? {
        let bytes: [UInt8]
        do {
            guard let facts = try Files.facts(path) else { return nil }
            // In a folder that all share, such as /tmp, a stranger could say what `debian` means.
            let folder = path.removingLastComponent()
            let owners = try [User.effective, 0, Files.facts(folder.isEmpty ? "." : folder)?.owner]
            guard scope == .trusted || owners.contains(facts.owner) else {
                throw CatalogError.foreign(path: path.string, owner: facts.owner)
            }
            bytes = try Files.read(path, limit: limit)
        } catch let error as SystemError {
            throw CatalogError.unreadableFile(path: path.string, reason: error.reason)
        }
        return try parse(bytes, path: path.string, scope: scope, home: home)
    }

    /// Every problem of the file is told at once.
    package static func parse(
        _ bytes: [UInt8], path: String, scope: Scope, home: String? = nil
    ) throws(CatalogError) -> CatalogFile {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw .invalidFile(path: path, problems: ["it is no JSON" + Self.place(error)])
        }
        let keyFolder = FilePath(path).removingLastComponent().appending("keys")
        let log = CatalogProblems()
        let reader = CatalogObject(value, at: "", log)
        if let schema = reader.value("schema"), schema != .number(1) {
            reader.problem("schema", "this holos reads schema 1")
        }
        var entries: [CatalogEntry] = []
        for object in reader.objects("images") {
            if let entry = CatalogEntry(object, keyFolder: keyFolder) { entries.append(entry) }
        }
        var mirrors: [Mirror] = []
        for object in reader.objects("mirrors") { if let mirror = Mirror(object) { mirrors.append(mirror) } }
        var rules: [CredentialRule] = []
        for object in reader.objects("credentials") {
            if let rule = CredentialRule(object, folder: FilePath(path).removingLastComponent(), home: home) {
                rules.append(rule)
            }
        }
        if scope == .project, !rules.isEmpty {
            reader.problem(
                "credentials", "a project's catalog cannot name credentials; those are the user's and the host's")
        }
        reader.finish()
        var seen: Set<String> = []
        for entry in entries {
            for tag in [entry.tag] + entry.aliases
            where !seen.insert("\(entry.name):\(tag) \(entry.architecture)").inserted {
                log.problems.append("`\(entry.name):\(tag)` for \(entry.architecture.rawValue) is there twice")
            }
        }
        guard log.problems.isEmpty else { throw .invalidFile(path: path, problems: log.problems) }
        return CatalogFile(path: path, entries: entries, mirrors: mirrors, credentials: rules)
    }

    private static func place(_ error: any Error) -> String {
        guard case .dataCorrupted(let context) = error as? DecodingError,
            let reason = (context.underlyingError as? CocoaError)?.userInfo["NSDebugDescription"] as? String
        else { return "" }
        return ": " + reason.prefix(1).lowercased() + reason.dropFirst()
    }
}
