package import HolosModel
internal import HolosQEMU
package import HolosState
internal import HolosSystem
internal import SystemPackage

/// A base image that is a file of the host: found, inspected and fingerprinted before anything else opens it.
package enum LocalImage {
    /// Inspects the image that a service names.
    package static func resolve(_ source: ImageSource) throws(ImageError) -> ImageFingerprint { try look(source).0 }

    /// Also what tells whether anybody may have touched the file since.
    package static func look(_ source: ImageSource) throws(ImageError) -> (ImageFingerprint, StoredFingerprint) {
        try open(source) { path, file, facts in
            let header = try DiskHeader(reading: file, expected: source.format)
            let image = ImageFingerprint(
                path: path.string, format: header.format, facts: facts, virtualSize: header.virtualSize)
            return (image, StoredFingerprint(facts))
        }
    }

    /// The header of a file of the store, or of one on its way there.
    ///
    /// - Parameter source: how messages call it; nil: by its path.
    static func header(
        of path: FilePath, expected: DiskFormat?, named source: ImageSource? = nil
    ) throws(ImageError) -> DiskHeader {
        let reference = source?.reference ?? path.string
        return try open(ImageSource(reference: reference, path: path.string, format: expected)) { _, file, _ in
            try DiskHeader(reading: file, expected: expected)
        }
    }

    /// Reads an image's file from its beginning to its end.
    static func read(_ source: ImageSource, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let file = try open(source) { path, _, _ in
            try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
        }
        defer { try? file.close() }
        try Files.forEachPart(of: file, body)
    }

    private static func open<Result>(
        _ source: ImageSource, _ body: (FilePath, FileDescriptor, Files.Facts) throws -> Result
    ) throws(ImageError) -> Result {
        do {
            let path = try Files.canonical(FilePath(source.location))
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            return try file.closeAfter {
                let facts = try Files.facts(file)
                guard facts.isRegular else { throw ImageError.notAFile(source) }
                return try body(path, file, facts)
            }
        } catch let error as ImageError {
            throw error
        } catch let error as DiskHeader.Refusal {
            throw .refused(source, error)
        } catch let error as SystemError {
            throw .unreadable(source, reason: error.reason, missing: error.errno == .noSuchFileOrDirectory)
        } catch {
            throw .unreadable(source, reason: (error as? Errno)?.description.lowercased() ?? "\(error)", missing: false)
        }
    }
}
