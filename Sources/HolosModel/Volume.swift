/// A volume of the project (Compose Specification, "Volumes").
package struct Volume: Hashable, Sendable, Codable {
    /// The key below `volumes`.
    package let key: VolumeName
    /// `name` where the file gives one, else nil.
    package var name: String?
    /// nil: a disk of holos' own.
    package var driver: String?
    package var driverOptions: [String: String] = [:]
    /// Made and kept outside the project.
    package var isExternal = false
    /// Virtual size of the disk; nil: the default.
    package var size: ByteSize?
    package var labels: [String: String] = [:]

    package init(key: VolumeName) { self.key = key }
}

/// Something mounted in the guest (`services.<name>.volumes` and `tmpfs`).
package struct VolumeMount: Hashable, Sendable, Codable {
    package enum Source: Hashable, Sendable, Codable {
        /// An absolute folder or file of the host.
        case bind(path: String, createIfMissing: Bool)
        case volume(VolumeName, subpath: String?)
        /// A volume without a name, gone with the instance.
        case anonymous
        case tmpfs(Tmpfs)
    }

    package let source: Source
    /// Absolute path in the guest.
    package let target: String
    package let isReadOnly: Bool

    package init(source: Source, target: String, isReadOnly: Bool = false) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }
}

/// A file system in the guest's memory.
package struct Tmpfs: Hashable, Sendable, Codable {
    /// nil: the guest's default.
    package var size: ByteSize?
    /// Permission bits of its root, 0…0o7777; nil: the guest's default.
    package var mode: UInt16?
    /// Who owns its root; nil: root.
    package var uid: Int?
    package var gid: Int?
    /// Words of mount(8) besides, e.g. `noexec`.
    package var options: [String] = []

    package init() {}
}
