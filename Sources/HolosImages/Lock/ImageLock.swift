internal import FoundationEssentials
package import HolosModel
package import HolosState
internal import HolosSystem
package import SystemPackage

/// What each image of a project must be (`holos.images.lock`): sorted, one key on each line, the same bytes for the same
/// images.
package struct ImageLock: Sendable, Hashable {
    /// One image.
    package struct Entry: Sendable, Hashable, Codable {
        /// Of the disk.
        package let digest: FileDigest
        /// Of the file, bytes; nil in the text form.
        package var size: ByteSize?
        package var format: DiskFormat?
        package var os: GuestOS?
        package var verification: ImageVerification.State?

        package init(digest: FileDigest) { self.digest = digest }
    }

    /// By the reference as the compose file has it.
    package var images: [String: Entry]

    package init(images: [String: Entry]) { self.images = images }

    /// What a compose file's lock is called, beside it.
    package static let fileName = "holos.images.lock"
    static let limit = 1 << 20

    private struct Document: Codable {
        var schema = 1
        let images: [String: Entry]
    }

    /// An image that is not what the lock says.
    package enum Drift: Sendable, Hashable {
        case changed(String, locked: FileDigest, found: FileDigest)
        case notLocked(String, found: FileDigest)
        case gone(String)
    }

    /// What differs, sorted by reference. Sizes and the like follow from the digest and are not compared.
    package func drift(of actual: ImageLock) -> [Drift] {
        Set(images.keys).union(actual.images.keys).sorted().compactMap { reference in
            switch (images[reference]?.digest, actual.images[reference]?.digest) {
            case (let locked?, let found?): locked == found ? nil : .changed(reference, locked: locked, found: found)
            case (nil, let found?): .notLocked(reference, found: found)
            case (_, nil): .gone(reference)
            }
        }
    }

    /// Replaces the file; nothing happens when it says the same already.
    package func write(to path: FilePath) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let text = Array(try encoder.encode(Document(images: images))) + [UInt8(ascii: "\n")]
        guard try !Files.exists(path) || Files.read(path, limit: Self.limit) != text else { return }
        try Files.writeAtomically(text, to: path)
    }

    /// Reads a lock: JSON, or lines `sha256 <path> <digest>`.
    package static func read(_ path: FilePath) throws -> ImageLock {
        guard try Files.facts(path) != nil else { throw ImageLockError.missing(path) }
        let bytes = try Files.read(path, limit: limit)
        if bytes.first(where: { !" \t\r\n".utf8.contains($0) }) != UInt8(ascii: "{") { return try lines(bytes, path) }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw ImageLockError.invalid(path, line: nil)
        }
        guard document.schema == 1 else { throw StateError.newerSchema(file: path, found: document.schema, known: 1) }
        return ImageLock(images: document.images)
    }

    /// A path may have spaces: the digest is the last word.
    private static func lines(_ bytes: [UInt8], _ path: FilePath) throws -> ImageLock {
        var images: [String: Entry] = [:]
        let text = String(decoding: bytes, as: UTF8.self)
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") else { continue }
            guard line.hasPrefix("sha256 "), let space = line.lastIndex(of: " "),
                let digest = FileDigest(.sha256, hex: line[line.index(after: space)...])
            else { throw ImageLockError.invalid(path, line: index + 1) }
            let reference = line[..<space].dropFirst(7).trimmed
            guard !reference.isEmpty, images.updateValue(Entry(digest: digest), forKey: reference) == nil else {
                throw ImageLockError.invalid(path, line: index + 1)
            }
        }
        return ImageLock(images: images)
    }
}

extension ImageLock.Entry {
    /// The entry of a local file, read to its end.
    package init(reading source: ImageSource, os: GuestOS) throws {
        let image = try LocalImage.resolve(source)
        var hasher = ContentHasher()
        try LocalImage.read(source) { hasher.update($0) }
        guard let digest = hasher.digest(.sha256) else { preconditionFailure("SHA-256 is always made") }
        self.init(digest: digest)
        (size, format, self.os) = (ByteSize(bytes: image.size), image.format, os)
        verification = .unverified
    }
}

/// What is wrong with a lock, or with images that it locks.
package enum ImageLockError: HolosError {
    case missing(FilePath)
    case invalid(FilePath, line: Int?)
    /// A list of checksums beside a local image has different ones for it, or is none.
    case invalidSums(FilePath, image: String)
    case drift(FilePath, [ImageLock.Drift])

    package var exitStatus: ExitStatus {
        switch self {
        case .missing: .notFound
        case .invalid, .invalidSums: .invalidFile
        case .drift: .verificationFailed
        }
    }

    package var message: String {
        switch self {
        case .missing(let path): "there is no lock `\(path)`"
        case .invalid(let path, let line?): "`\(path)`: line \(line) is not `sha256 <path> <digest>`, or is there twice"
        case .invalid(let path, nil): "`\(path)` is no lock of images"
        case .invalidSums(let path, let image):
            "`\(path)` is no list of checksums, or has different ones for `\(image)`"
        case .drift(let path, let drift):
            "\(drift.count) image\(drift.count == 1 ? " is" : "s are") not what `\(path)` says"
        }
    }

    package var details: [String] {
        guard case .drift(_, let drift) = self else { return [] }
        return drift.map { drift in
            switch drift {
            case .changed(let reference, let locked, let found): "`\(reference)`: locked \(locked), found \(found)"
            case .notLocked(let reference, let found): "`\(reference)`: not locked, found \(found)"
            case .gone(let reference): "`\(reference)`: locked, but no service has it"
            }
        }
    }

    package var hints: [String] {
        switch self {
        case .missing, .invalid: ["`holos images lock` writes it"]
        case .invalidSums: ["write it anew with `sha256sum`, or remove it"]
        case .drift(let path, _) where path.lastComponent?.string == ChecksumsBeside.fileName:
            ["put the image back, or write its new checksum into the file"]
        case .drift: ["put the locked images back, or accept the new ones with `holos images lock`"]
        }
    }
}

extension Substring {
    /// Without spaces at either end.
    fileprivate var trimmed: String {
        var text = self.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
