internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// The host's side of a copy out of a guest, which is not trusted: it lands in a folder of its own and is looked at
/// before it gets its name.
enum HostFiles {
    static func kind(_ path: String) throws -> CopyKind {
        let path = FilePath(path)
        if let facts = try Files.facts(path) { return facts.isDirectory ? .folder : .file }
        if Files.readLink(path) != nil { return .file }
        let folder = FilePath(CopyPath(path.string).folder)
        return try Files.facts(folder)?.isDirectory == true ? .nothing : .unreachable
    }

    /// A fresh folder on the file system of the target.
    static func landing(for target: CopyTarget) throws -> FilePath {
        let folder: String
        switch target {
        case .into(let place), .named(_, let place): folder = place
        case .content(let place): folder = try kind(place) == .folder ? place : CopyPath(place).folder
        }
        let landing = FilePath(folder).appending(".holos-copy.\(UInt64.random(in: 0...UInt64.max))")
        try Files.makeDirectory(landing)
        return landing
    }

    /// Moves what has landed to its place.
    ///
    /// - Parameter sent: the name it has there; nil for a folder's content.
    static func settle(_ landing: FilePath, _ target: CopyTarget, sent: String?, instance: InstanceName) throws {
        try check(landing, instance)
        let source = sent.map { landing.appending($0) } ?? landing
        guard Files.exists(source) || Files.readLink(source) != nil else {
            throw CopyError.refused(instance, path: sent ?? ".")
        }
        switch target {
        case .into(let folder): try merge(source, into: FilePath(folder).appending(sent ?? ""))
        case .named(let name, let folder): try merge(source, into: FilePath(folder).appending(name))
        case .content(let folder): try merge(source, into: FilePath(folder))
        }
    }

    private static func check(_ folder: FilePath, _ instance: InstanceName) throws {
        for name in try Files.list(folder) ?? [] {
            let path = folder.appending(name)
            if Files.readLink(path) != nil { continue }
            guard let facts = try Files.facts(path), facts.isDirectory || facts.isRegular else {
                throw CopyError.refused(instance, path: name)
            }
            // Root's or the user's rights are nothing that a guest may hand out on the host.
            if facts.mode & 0o7000 != 0 { try Files.setMode(facts.mode & 0o777, of: path) }
            if facts.isDirectory { try check(path, instance) }
        }
    }

    private static func merge(_ source: FilePath, into target: FilePath) throws {
        let isFolder = try Files.readLink(source) == nil && Files.facts(source)?.isDirectory == true
        switch try kind(target.string) {
        case .folder where isFolder:
            for name in try Files.list(source) ?? [] {
                try merge(source.appending(name), into: target.appending(name))
            }
        case .folder: throw SystemError("cannot overwrite `\(target)`", reason: "it is a folder")
        case .file where isFolder: throw CopyError.notFolder(target.string)
        case .file, .nothing, .unreachable: try Files.rename(source, to: target)
        }
    }
}
