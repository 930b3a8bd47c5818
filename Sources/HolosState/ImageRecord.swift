package import FoundationEssentials
package import HolosModel
package import HolosSystem

/// A disk of the image store (`images/sha256/<digest>.json`).
package struct ImageRecord: Sendable, Hashable, Codable {
    package static let schema = 1

    package var schema = Self.schema
    package let digest: FileDigest
    package let format: DiskFormat
    /// What the guest sees of it, bytes.
    package let virtualSize: ByteSize
    /// What the file was like when its content was last read and had this digest.
    package var fingerprint: StoredFingerprint
    package let added: Date

    package init(
        digest: FileDigest, format: DiskFormat, virtualSize: ByteSize, fingerprint: StoredFingerprint, added: Date
    ) {
        self.digest = digest
        self.format = format
        self.virtualSize = virtualSize
        self.fingerprint = fingerprint
        self.added = added
    }

    package var size: ByteSize { ByteSize(bytes: fingerprint.size) }
}

/// What tells whether anybody may have touched a file, without reading it. The time of the last change of the inode cannot
/// be set by anybody, unlike that of the content.
package struct StoredFingerprint: Sendable, Hashable, Codable {
    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    /// Nanoseconds since the epoch.
    package let modified: Int64
    package let changed: Int64

    package init(_ facts: Files.Facts) {
        device = facts.device
        inode = facts.inode
        size = facts.size
        modified = facts.modified
        changed = facts.changed
    }
}

/// A local image that is used by its path (`images/files/<key>.json`).
package struct LocalImageRecord: Sendable, Hashable, Codable {
    package static let schema = 1

    package var schema = Self.schema
    package let path: String
    package let digest: FileDigest
    /// What the file was like when it was read and had this digest.
    package let fingerprint: StoredFingerprint

    package init(path: String, digest: FileDigest, fingerprint: StoredFingerprint) {
        self.path = path
        self.digest = digest
        self.fingerprint = fingerprint
    }
}

/// What a name or an address meant when it was last pulled (`images/refs`, `images/urls`).
package struct ImageNameRecord: Sendable, Hashable, Codable {
    package static let schema = 1

    package var schema = Self.schema
    /// `debian:12`, or the address.
    package let reference: String
    package let architecture: Architecture
    /// Of the disk in the store.
    package let digest: FileDigest
    /// Where it came from; nil for an imported one.
    package let source: ImageOrigin?
    package var verification: ImageVerification
    package let os: GuestOS
    /// The login that the image is made for.
    package let user: UserName?
    package let firmware: BootFirmware
    package let pulled: Date
    /// When its origin was last asked.
    package var checked: Date

    package init(
        reference: String, architecture: Architecture, digest: FileDigest, source: ImageOrigin?,
        verification: ImageVerification, os: GuestOS, user: UserName?, firmware: BootFirmware, pulled: Date
    ) {
        self.reference = reference
        self.architecture = architecture
        self.digest = digest
        self.source = source
        self.verification = verification
        self.os = os
        self.user = user
        self.firmware = firmware
        self.pulled = pulled
        checked = pulled
    }
}

/// The file that an image was fetched as.
package struct ImageOrigin: Sendable, Hashable, Codable {
    /// As the catalog or the user names it, not a mirror's.
    package let url: WebURL
    /// Of the file as it was fetched, which may be compressed.
    package let digests: [FileDigest]
    /// As the server named this state of the file; nil where it did not.
    package let entityTag: String?

    package init(url: WebURL, digests: [FileDigest], entityTag: String?) {
        self.url = url
        self.digests = digests
        self.entityTag = entityTag
    }
}

/// What a publisher said of an image, kept in `images/proofs/<key>` so that it can be checked again without asking.
package struct ImageProof: Sendable, Hashable, Codable {
    /// SHA-256 of what lies there.
    package let key: String
    /// What the checksums call the image.
    package let fileName: String
    /// How the checksums are read, as catalogs call it.
    package let syntax: String
    /// What is signed, as catalogs call it; nil where no signature was checked.
    package let signed: String?
    /// Fingerprints of the keys that may sign; empty: every key of the keyring.
    package let fingerprints: [String]

    package init(key: String, fileName: String, syntax: String, signed: String?, fingerprints: [String]) {
        self.key = key
        self.fileName = fileName
        self.syntax = syntax
        self.signed = signed
        self.fingerprints = fingerprints
    }
}

/// How much is known of where an image comes from.
package struct ImageVerification: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// The publisher's signature holds.
        case signed
        /// The digest is the one that the user or a catalog demands.
        case pinned
        /// The digest is the one that the publisher's server tells, without a signature.
        case checksum
        /// Nobody said what the image must be.
        case unverified
    }

    package let state: State
    /// The fingerprint of the primary key, where it is signed.
    package let key: String?
    /// The digest that was demanded, of the file as it was fetched.
    package let expected: FileDigest?
    /// Why it is not more, where that can be mended.
    package let note: String?
    /// What of it can be checked again; nil: nothing beside the digest.
    package var proof: ImageProof?

    package init(_ state: State, key: String? = nil, expected: FileDigest? = nil, note: String? = nil) {
        self.state = state
        self.key = key
        self.expected = expected
        self.note = note
    }
}
