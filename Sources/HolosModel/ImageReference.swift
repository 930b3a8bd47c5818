/// What `image` of a compose file, or an argument of a command, says: a catalog's name, an address, or a local file.
package enum ImageReference: Hashable, Sendable {
    /// A file of the host, as it is written.
    case path(String)
    /// A file of a server; the digest, where there is one, is that of the file as it is fetched.
    case url(WebURL, FileDigest?)
    /// `debian`, `debian:12`; without a tag the catalog decides. The digest is that of the file as it is fetched.
    case named(ImageName, ImageTag?, FileDigest?)

    /// The longest reference in bytes: that of a path.
    package static let longest = 4096

    private static let suffixes = [".qcow2", ".raw", ".img"]

    package init(_ text: String) throws(InvalidImageReference) {
        func invalid(_ reason: String, _ hints: [String] = []) -> InvalidImageReference {
            InvalidImageReference(text: text, reason: reason, hints: hints.isEmpty ? [Self.examples] : hints)
        }
        guard !text.isEmpty else { throw invalid("it is empty") }
        guard text.utf8.count <= Self.longest else { throw invalid("it is longer than \(Self.longest) bytes") }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw invalid("it has control characters") }
        if text.contains("://") {
            self = try Self.url(text, invalid)
        } else if Self.isPath(text) {
            self = .path(text)
        } else {
            self = try Self.named(text, invalid)
        }
    }

    private static let examples =
        "write a catalog's name (`debian:12`), an address (`https://example.org/x.qcow2`) or a path (`./x.qcow2`)"

    /// A path begins as one, ends as a disk does, or has a slash and no tag behind it.
    private static func isPath(_ text: String) -> Bool {
        if ["/", "./", "../", "~"].contains(where: text.hasPrefix) { return true }
        if suffixes.contains(where: text.lowercased().hasSuffix) { return true }
        guard let slash = text.lastIndex(of: "/") else { return false }
        return !text[slash...].contains(":")
    }

    private static func url(
        _ text: String, _ invalid: (String, [String]) -> InvalidImageReference
    ) throws(InvalidImageReference) -> ImageReference {
        let scheme = text.prefix { $0 != ":" }.lowercased()
        switch scheme {
        case "https": break
        case "http":
            throw invalid(
                "only https is fetched",
                ["use https, or make a catalog entry that says `\"insecure\": true` and pins the digest"])
        case "file": throw invalid("a local file is written as a path", ["leave out `file://`"])
        default: throw invalid("`\(scheme)` is not fetched, only https", [])
        }
        // Only behind the authority: an `@` in it is a user.
        let authority = text.dropFirst(8).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            throw invalid(
                "it has a user or a password in it",
                ["name the credentials in a catalog (`credentials`), where they are no part of the project"])
        }
        let (address, digest) = try splitDigest(text[...], from: authority.endIndex, invalid)
        guard !address.contains("#") else { throw invalid("an image has no fragment (`#…`)", []) }
        guard let url = WebURL(String(address)) else {
            throw invalid("it is no valid address", ["percent-encode what is not ASCII, as in `%20` for a space"])
        }
        guard !url.fileName.isEmpty else { throw invalid("it names a folder, not a file", []) }
        return .url(url, digest)
    }

    private static func named(
        _ text: String, _ invalid: (String, [String]) -> InvalidImageReference
    ) throws(InvalidImageReference) -> ImageReference {
        guard !text.contains("/") else {
            throw invalid("a catalog's names have no `/`, and holos fetches from no registry", [])
        }
        let (rest, digest) = try splitDigest(text[...], from: text.startIndex, invalid)
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = ImageName(parts[0]) else {
            throw invalid("the name `\(parts[0])` is invalid, expected \(ImageName.expectation)", [])
        }
        guard parts.count > 1 else { return .named(name, nil, digest) }
        guard let tag = ImageTag(parts[1]) else {
            throw invalid("the tag `\(parts[1])` is invalid, expected \(ImageTag.expectation)", [])
        }
        return .named(name, tag, digest)
    }

    /// What stands before `@sha256:…`, and that.
    private static func splitDigest(
        _ text: Substring, from start: Substring.Index, _ invalid: (String, [String]) -> InvalidImageReference
    ) throws(InvalidImageReference) -> (Substring, FileDigest?) {
        guard let at = text[start...].lastIndex(of: "@") else { return (text, nil) }
        let digest = text[text.index(after: at)...]
        // An address may have an `@` of its own in its path.
        guard digest.contains(":") || !text.contains("://") else { return (text, nil) }
        guard let value = FileDigest(digest) else {
            throw invalid(
                "`\(digest)` is no digest, expected `sha256:` and 64 or `sha512:` and 128 hexadecimal digits", [])
        }
        return (text[..<at], value)
    }
}

extension ImageReference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .path(let path): path
        case .url(let url, let digest): "\(url)" + (digest.map { "@\($0)" } ?? "")
        case .named(let name, let tag, let digest):
            name.text + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
        }
    }
}

/// A text that is no image reference.
package struct InvalidImageReference: HolosError {
    package let text: String
    package let reason: String
    package let hints: [String]

    package var exitStatus: ExitStatus { .usage }
    package var message: String { "invalid image `\(text.prefix(200))`: \(reason)" }
}
