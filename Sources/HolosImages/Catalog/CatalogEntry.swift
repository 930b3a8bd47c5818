package import HolosModel

/// One image that a catalog knows: a name, a tag and an architecture, where it is, and how it is verified.
package struct CatalogEntry: Hashable, Sendable {
    package let name: ImageName
    package let tag: ImageTag
    /// Other tags that mean the same, e.g. `bookworm`.
    package var aliases: [ImageTag] = []
    package let architecture: Architecture
    package let url: WebURL
    package var format = DiskFormat.qcow2
    /// The publisher's digests; nil where there are none.
    package var checksums: ChecksumSource?
    /// What the file as it is fetched must be; with it no checksums are fetched.
    package var digest: FileDigest?
    /// The publisher's signature; nil where there is none.
    package var signature: SignatureSource?
    /// The login that the image is made for; for people, holos makes its own.
    package var user: UserName?
    package var os = GuestOS.systemd
    package var firmware = BootFirmware.any
    /// Whether plain http is accepted, for this image and what belongs to it.
    package var insecure = false

    /// `debian:12`.
    package var reference: String { "\(name):\(tag)" }

    package func has(_ tag: ImageTag) -> Bool { self.tag == tag || aliases.contains(tag) }
}

/// Where the digest of an image is published.
package struct ChecksumSource: Hashable, Sendable {
    package let url: WebURL
    package var syntax = ChecksumManifest.Syntax.lines
}

/// A publisher's signature.
package struct SignatureSource: Hashable, Sendable {
    /// What is signed, and how.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The checksums, by a file beside them.
        case manifest
        /// The checksums, which are a clearsigned text.
        case clearsigned
        /// The image as it is fetched, by a file beside it.
        case image
    }

    package let kind: Kind
    /// The detached signature; nil where the text is clearsigned.
    package let url: WebURL?
    /// Key files, the first that exists is used: absolute, or names in the catalog's `keyFolders`. OpenPGP keys, binary or
    /// armored.
    package let keys: [String]
    /// Fingerprints of the primary keys that may sign; empty: every key of the file.
    package var fingerprints: [String] = []
    /// Where the key file comes from, as a hint.
    package var keyOrigin: String?
}
