/// Where copied things go, as cp(1) decides it.
enum CopyTarget: Hashable, Sendable {
    /// Into the folder, which exists, under their own names.
    case into(String)
    /// The content of the source folder becomes that of this one, which is made when it is missing.
    case content(String)
    /// The one file gets this name in the folder.
    case named(String, folder: String)

    /// - Throws: `CopyError` where the two do not fit.
    init(source: CopyPath, kind: CopyKind, target: CopyPath, found: CopyKind) throws(CopyError) {
        guard found != .unreachable else { throw .noFolder(target.text) }
        guard kind == .folder || !source.isFolder else { throw .notFolder(source.text) }
        switch (kind, found) {
        case (.nothing, _), (.unreachable, _): throw .missing(source.text)
        case (.folder, .folder): self = source.name == nil ? .content(target.text) : .into(target.text)
        case (.folder, .nothing): self = .content(target.text)
        case (.folder, _): throw .notFolder(target.text)
        case (.file, .folder): self = .into(target.text)
        case (.file, _):
            guard let name = target.name, !target.isFolder else { throw .noFolder(target.text) }
            self = .named(name, folder: target.folder)
        }
    }
}
