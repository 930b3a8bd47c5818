package import HolosModel
package import HolosSystem
package import SystemPackage

/// What is wrong with an image of the store, or stands in the way of what is asked of it.
package enum ImageStoreError: HolosError {
    /// The content is not what the name of the file says; the file was put aside.
    case damaged(FileDigest, found: FileDigest?, place: FilePath, users: [ImageUses.Instance])
    case missing(FileDigest, users: [ImageUses.Instance])
    /// A file is not what it should be.
    case mismatch(String, expected: FileDigest, found: FileDigest)
    /// What its publisher said of it does not hold any more.
    case unproven(String, reason: String)
    case inUse(String, users: [ImageUses.Instance])
    /// Instances whose records cannot be read, so that nobody knows which images they need.
    case unknownUses([ImageUses.Instance])
    case notHere(String)
    case ambiguous(String, [FileDigest])
    case severalTags(String, [String])
    case locked(holder: ProcessID?)

    package var exitStatus: ExitStatus {
        switch self {
        case .damaged, .missing, .mismatch, .unproven: .verificationFailed
        case .inUse, .unknownUses: .failed
        case .notHere: .notFound
        case .ambiguous, .severalTags: .usage
        case .locked: .locked
        }
    }

    package var message: String {
        switch self {
        case .damaged(let digest, let found, let place, _):
            "the image \(digest) is damaged: "
                + (found.map { "its content has the digest \($0)" } ?? "it is no regular file")
                + "; it was moved to `\(place)`"
        case .missing(let digest, _): "the image \(digest) is gone from the store"
        case .mismatch(let what, let expected, let found):
            "`\(what)` is not what it should be: expected \(expected), found \(found)"
        case .unproven(let what, let reason): "the origin of `\(what)` is not proven: \(reason)"
        case .inUse(let what, let users): "the image `\(what)` is in use: \(Self.list(users))"
        case .unknownUses(let instances):
            "nobody can tell which images these instances need, since their records cannot be read: "
                + Self.list(instances)
        case .notHere(let what): "there is no image `\(what)` in the store"
        case .ambiguous(let text, let digests): "`\(text)` means \(digests.count) images"
        case .severalTags(let text, let names):
            "`\(text)` means \(names.count) images: \(names.map { "`\($0)`" }.joined(separator: ", "))"
        case .locked(let holder):
            "the image store is locked" + (holder.map { " by process \($0)" } ?? "")
        }
    }

    package var details: [String] {
        switch self {
        case .damaged(_, _, _, let users), .missing(_, let users):
            users.isEmpty ? [] : ["disks that stand on it: \(Self.list(users))"]
        default: []
        }
    }

    package var hints: [String] {
        switch self {
        case .damaged(_, _, _, let users), .missing(_, let users):
            users.isEmpty
                ? ["`holos pull` fetches it again"]
                : ["those VMs start again once the same image is back: `holos pull`, or `holos images import`"]
        case .mismatch: ["somebody changed the file, on the server or on the way; nothing was kept"]
        case .unproven: ["its content is what it was; `holos pull` asks the publisher again"]
        case .inUse: ["`holos down` removes a project's disks"]
        case .unknownUses: ["`holos ps` shows what is wrong with them"]
        case .notHere: ["`holos images` lists what is here"]
        case .ambiguous: ["write more digits of the digest"]
        case .severalTags: ["write the tag"]
        case .locked: []
        }
    }

    private static func list(_ users: [ImageUses.Instance]) -> String {
        users.map { "`\($0)`" }.joined(separator: ", ")
    }
}
