package import HolosModel
internal import HolosState
internal import SystemPackage

/// What is to be pulled, and under which name it is recorded.
struct PullTarget: Sendable {
    /// `debian:12`, or the address.
    let reference: String
    let architecture: Architecture
    /// nil for an address of the user's.
    let entry: CatalogEntry?
    /// As the catalog or the user names it.
    let url: WebURL
    /// What the file as it is fetched must be, by the word of the user or the catalog.
    let pin: FileDigest?
    /// Where its name is recorded.
    let record: FilePath

    init(
        _ reference: ImageReference, architecture: Architecture, catalog: Catalog, paths: ImagePaths
    ) throws {
        self.architecture = architecture
        switch reference {
        case .path(let path): throw PullError.path(path)
        case .url(let url, let digest):
            self.reference = Self.reference(url.description, digest)
            entry = nil
            self.url = url
            pin = digest
            record = paths.address(url, pin: digest)
        case .named(let name, let tag, let digest):
            let entry = try catalog.find(name, tag, architecture: architecture)
            self.reference = Self.reference(entry.reference, digest)
            self.entry = entry
            url = entry.url
            pin = digest ?? entry.digest
            record = paths.name(entry.name, entry.tag, architecture, pin: digest)
        }
    }

    private static func reference(_ text: String, _ digest: FileDigest?) -> String {
        text + (digest.map { "@\($0)" } ?? "")
    }
}

/// What cannot be pulled.
package enum PullError: HolosError {
    case path(String)
    case unusable(String, ImageError)

    package var exitStatus: ExitStatus {
        switch self {
        case .path: .usage
        case .unusable(_, let error): error.exitStatus
        }
    }

    package var message: String {
        switch self {
        case .path(let path): "`\(path)` is a local file, there is nothing to pull"
        case .unusable(_, let error): error.message
        }
    }

    package var hints: [String] {
        switch self {
        case .path(let path): ["`holos images import \(path)` takes it into the store"]
        case .unusable(_, let error): error.hints
        }
    }
}
