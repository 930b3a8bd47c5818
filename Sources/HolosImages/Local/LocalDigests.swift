package import HolosModel
package import HolosState
internal import HolosSystem
internal import SystemPackage

/// The digests of local images, kept by what told each file from others when it was read: a file is read once, and a
/// base that changed can be told with both digests.
package struct LocalDigests: Sendable {
    private let paths: ImagePaths
    private let state: StateStore

    package init(_ store: ImageStore) {
        paths = store.paths
        state = store.state
    }

    /// The digest that a file had when it was like this; nil when it was never read.
    package func recorded(_ image: ImageFingerprint) throws -> FileDigest? { try record(image)?.digest }

    /// The digest of a local image: the recorded one, or where nobody has read the file as it is now, that of its content.
    @discardableResult
    package func digest(of source: ImageSource) throws -> FileDigest {
        let (image, facts) = try LocalImage.look(source)
        if let record = try record(image), record.fingerprint == facts { return record.digest }
        return try read(source)
    }

    /// What tells a base from other files now, if it still is what it was when an instance was made on it.
    ///
    /// - Throws: `ImageError.changed` with both digests; the old one is missing where it was never recorded.
    package func check(
        _ base: ImageFingerprint, of instance: InstanceName, named reference: String
    ) throws -> ImageFingerprint {
        let source = ImageSource(reference: reference, path: base.path, format: base.format)
        let (now, facts) = try LocalImage.look(source)
        guard let record = try record(base) else {
            guard now == base else {
                throw ImageError.changed(path: base.path, instance: instance, recorded: nil, found: nil)
            }
            return now
        }
        if now == base, record.fingerprint == facts { return now }
        // Another file of the same content is as good, and a touched one is what it was.
        let found = try read(source)
        guard found == record.digest else {
            throw ImageError.changed(path: base.path, instance: instance, recorded: record.digest, found: found)
        }
        return now
    }

    /// Reads a file to its end and records its digest; once more where it changed meanwhile.
    private func read(_ source: ImageSource) throws -> FileDigest {
        while true {
            let (image, before) = try LocalImage.look(source)
            var hasher = ContentHasher()
            try LocalImage.read(source) { hasher.update($0) }
            guard let digest = hasher.digest(.sha256) else { preconditionFailure("SHA-256 is always made") }
            guard try LocalImage.look(source) == (image, before) else { continue }
            try state.prepare()
            for folder in [paths.directory, paths.files] { try Files.makeDirectory(folder) }
            try RecordFile.write(
                LocalImageRecord(path: image.path, digest: digest, fingerprint: before), to: paths.file(image))
            return digest
        }
    }

    private func record(_ image: ImageFingerprint) throws -> LocalImageRecord? {
        try RecordFile.read(LocalImageRecord.self, schema: LocalImageRecord.schema, at: paths.file(image))
    }
}
