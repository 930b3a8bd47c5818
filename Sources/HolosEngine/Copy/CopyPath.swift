internal import SystemPackage

/// A path as `cp` reads it: what is copied, or where to.
struct CopyPath: Hashable, Sendable {
    /// As it was written.
    let text: String
    /// Its folder; `.` when it has none.
    let folder: String
    /// Its last component; nil where the path stands for a folder's content or has none: `/`, `.`, `x/.`.
    let name: String?
    /// Whether it must be a folder: it ends in a slash.
    let isFolder: Bool

    init(_ text: String) {
        self.text = text
        let trimmed = String(text.reversed().drop { $0 == "/" }.reversed())
        isFolder = text.hasSuffix("/") && !trimmed.isEmpty
        let slash = trimmed.lastIndex(of: "/")
        let last = String(slash.map { trimmed[trimmed.index(after: $0)...] } ?? trimmed[...])
        guard !["", ".", ".."].contains(last) else {
            name = nil
            folder = text.isEmpty ? "." : text
            return
        }
        name = last
        let parent = slash.map { String(trimmed[..<$0]) }
        folder = parent.map { $0.isEmpty ? "/" : $0 } ?? "."
    }
}

/// What stands at a path.
enum CopyKind: String, Hashable, Sendable {
    case folder
    /// Anything else that exists, a link included.
    case file
    /// Nothing, in a folder that exists.
    case nothing
    /// Nothing, and no folder to make it in.
    case unreachable
}
