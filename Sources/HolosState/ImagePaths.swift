package import HolosModel
internal import HolosSystem
package import SystemPackage

/// The files of the image store.
package struct ImagePaths: Sendable, Hashable {
    package let directory: FilePath

    /// Held while files of the store get or lose their names.
    package var lock: FilePath { directory.appending("lock") }
    package var disks: FilePath { directory.appending("sha256") }
    /// The disk; read-only, never changed.
    package func disk(_ digest: FileDigest) -> FilePath { disks.appending(digest.hex) }
    package func record(_ digest: FileDigest) -> FilePath { disks.appending("\(digest.hex).json") }
    /// The disk whose file or record an entry of that directory is; nil for others.
    package func digest(ofEntry entry: String) -> FileDigest? {
        FileDigest(.sha256, hex: entry.hasSuffix(".json") ? String(entry.dropLast(5)) : entry)
    }

    package var names: FilePath { directory.appending("refs") }
    /// No tag has an `@`.
    ///
    /// - Parameter pin: a reference with a digest is a name of its own, so that it does not move the one without.
    package func name(
        _ name: ImageName, _ tag: ImageTag, _ architecture: Architecture, pin: FileDigest? = nil
    ) -> FilePath {
        let end = pin.map { "@\($0.algorithm.rawValue)-\($0.hex.prefix(64))" } ?? ""
        return names.appending(name.text).appending("\(tag)@\(architecture.rawValue)\(end).json")
    }

    package var addresses: FilePath { directory.appending("urls") }
    package func address(_ url: WebURL, pin: FileDigest? = nil) -> FilePath {
        let text = url.description + (pin.map { "@\($0)" } ?? "")
        return addresses.appending("\(Digest.sha256(Array(text.utf8))).json")
    }

    package var downloads: FilePath { directory.appending("downloads") }
    package func download(_ url: WebURL) -> FilePath { downloads.appending(Self.key(url)) }

    /// Digests of local images that are not in the store.
    package var files: FilePath { directory.appending("files") }
    /// Of the file at a path as long as it is this one.
    package func file(_ image: ImageFingerprint) -> FilePath {
        let key = "\(image.path) \(image.device) \(image.inode) \(image.size) \(image.modified)"
        return files.appending("\(Digest.sha256(Array(key.utf8))).json")
    }

    /// What publishers said of images, by the digest of that.
    package var proofs: FilePath { directory.appending("proofs") }
    package func proof(_ key: String) -> ProofPaths { ProofPaths(folder: proofs.appending(key)) }

    package var quarantine: FilePath { directory.appending("quarantine") }

    private static func key(_ url: WebURL) -> String { Digest.sha256(Array(url.description.utf8)) }
}

/// The files of one proof.
package struct ProofPaths: Sendable, Hashable {
    package let folder: FilePath

    package init(folder: FilePath) { self.folder = folder }

    /// The checksums as they were fetched.
    package var manifest: FilePath { folder.appending("manifest") }
    package var signature: FilePath { folder.appending("signature") }
    /// The keys that it was checked with, binary.
    package var keyring: FilePath { folder.appending("keyring.gpg") }
}

extension Layout {
    /// The image store.
    package var images: ImagePaths { ImagePaths(directory: root.appending("images")) }
}
