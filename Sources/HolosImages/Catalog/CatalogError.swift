package import HolosModel

/// What is wrong with a catalog, or with a name that is looked for in it.
package enum CatalogError: HolosError {
    case unknownName(ImageName, known: [String])
    case unknownTag(ImageName, ImageTag, known: [String])
    case wrongArchitecture(String, Architecture, known: [String])
    case invalidFile(path: String, problems: [String])
    case unreadableFile(path: String, reason: String)
    /// A project's catalog that somebody else left there.
    case foreign(path: String, owner: UInt32)

    package var exitStatus: ExitStatus {
        switch self {
        case .unknownName, .unknownTag, .wrongArchitecture: .notFound
        case .invalidFile, .unreadableFile, .foreign: .invalidFile
        }
    }

    package var message: String {
        switch self {
        case .unknownName(let name, _): "no catalog has an image `\(name)`"
        case .unknownTag(let name, let tag, _): "the image `\(name)` has no tag `\(tag)`"
        case .wrongArchitecture(let reference, let architecture, _):
            "the image `\(reference)` is not there for \(architecture.rawValue)"
        case .invalidFile(let path, let problems):
            "the catalog `\(path)` is invalid" + (problems.count == 1 ? ": \(problems[0])" : "")
        case .unreadableFile(let path, let reason): "the catalog `\(path)` cannot be read: \(reason)"
        case .foreign(let path, let owner):
            "the catalog `\(path)` belongs to another user (uid \(owner)), who does not own its folder"
        }
    }

    package var details: [String] {
        if case .invalidFile(_, let problems) = self, problems.count > 1 { problems } else { [] }
    }

    package var hints: [String] {
        switch self {
        case .unknownName(let name, let known):
            NearMiss.suggestion(for: name.text, among: known).map { ["did you mean `\($0)`?"] }
                ?? ["`holos images` lists what is known; a local file is written as `./\(name)`"]
        case .unknownTag(let name, let tag, let known):
            NearMiss.suggestion(for: tag.text, among: known).map { ["did you mean `\(name):\($0)`?"] }
                ?? ["known tags: \(known.map { "`\($0)`" }.joined(separator: ", "))"]
        case .wrongArchitecture(_, _, let known): ["it is there for \(known.joined(separator: ", "))"]
        case .invalidFile: ["docs/images.md describes catalogs"]
        case .unreadableFile: []
        case .foreign: ["remove it, or make it your own: it would decide what images your VMs run"]
        }
    }
}
