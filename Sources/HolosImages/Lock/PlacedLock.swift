package import HolosModel
internal import HolosSystem
package import SystemPackage

/// A lock and the folder that its paths start from.
package struct PlacedLock: Sendable {
    package let path: FilePath
    /// Whether an image that it does not list is fine.
    package let mayLack: Bool
    private let entries: [String: ImageLock.Entry]

    /// nil where there is none and none is demanded.
    package init?(at path: FilePath, isDemanded: Bool, mayLack: Bool, home: String?) throws {
        guard try Files.facts(path) != nil || isDemanded else { return nil }
        let lock = try ImageLock.read(path)
        let folder = try Self.folder(of: path)
        self.path = path
        self.mayLack = mayLack
        entries = Dictionary(
            lock.images.map { (Self.location(of: $0.key, in: folder, home: home), $0.value) },
            uniquingKeysWith: { first, _ in first })
    }

    package func entry(of source: ImageSource) -> ImageLock.Entry? {
        entries[source.path ?? source.reference] ?? (source.path == nil ? nil : entries[source.reference])
    }

    /// How a lock names an image: as the file has it where that means the same from the lock's folder, else by its path
    /// from there.
    package static func key(for source: ImageSource, lock: FilePath, home: String?) throws -> String {
        guard let path = source.path else { return source.reference }
        let folder = try folder(of: lock)
        if location(of: source.reference, in: folder, home: home) == path { return source.reference }
        let image = FilePath(path)
        var relative = image
        return relative.removePrefix(folder) ? "./\(relative)" : path
    }

    private static func folder(of path: FilePath) throws -> FilePath {
        ProcessEnvironment.workingDirectory.pushing(path).lexicallyNormalized().removingLastComponent()
    }

    /// What `ImageSource.location` is for an image that a lock names.
    private static func location(of key: String, in folder: FilePath, home: String?) -> String {
        guard case .path(let text)? = try? ImageReference(key) else { return key }
        if text.hasPrefix("~/"), let home { return FilePath(home).appending(String(text.dropFirst(2))).string }
        return folder.pushing(FilePath(text)).lexicallyNormalized().string
    }
}

/// What `SHA256SUMS` beside a local image says of it.
package struct ChecksumsBeside: Sendable {
    package static let fileName = "SHA256SUMS"

    package let path: FilePath
    package let digest: FileDigest

    /// nil where there is no such file, or it does not list the image.
    package init?(image: FilePath) throws {
        path = image.removingLastComponent().appending(Self.fileName)
        guard let facts = try Files.facts(path), facts.isRegular else { return nil }
        let bytes = try Files.read(path, limit: ChecksumManifest.limit)
        do throws(ChecksumManifest.Problem) {
            digest = try ChecksumManifest.digest(of: image.lastComponent?.string ?? "", in: bytes, syntax: .lines)
        } catch {
            if case .notListed = error { return nil }
            throw ImageLockError.invalidSums(path, image: image.lastComponent?.string ?? "")
        }
    }
}
