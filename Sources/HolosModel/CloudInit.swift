/// What a guest is given on its first boot (`cloud_init:` of the file).
package struct CloudInit: Hashable, Sendable, Codable {
    /// The login that holos uses; made if the image does not have it.
    package internal(set) var user: UserName
    /// OpenSSH public keys that may log in besides the project's own.
    package let sshAuthorizedKeys: [String]
    package let packages: [String]
    package let writeFiles: [WriteFile]
    /// Run early on every boot.
    package let bootcmd: [GuestCommand]
    /// Run once, at the end of the first boot.
    package let runcmd: [GuestCommand]

    package init(
        user: UserName = CloudInit.defaultUser, sshAuthorizedKeys: [String] = [],
        packages: [String] = [], writeFiles: [WriteFile] = [], bootcmd: [GuestCommand] = [],
        runcmd: [GuestCommand] = []
    ) {
        self.user = user
        self.sshAuthorizedKeys = sshAuthorizedKeys
        self.packages = packages
        self.writeFiles = writeFiles
        self.bootcmd = bootcmd
        self.runcmd = runcmd
    }

    /// `holos`.
    package static let defaultUser = UserName(unchecked: "holos")
}

/// A file that cloud-init writes into the guest.
package struct WriteFile: Hashable, Sendable, Codable {
    /// How `content` is encoded (cloud-init, `write_files`).
    package enum Encoding: String, Hashable, Sendable, Codable, CaseIterable {
        case text = "text/plain"
        case base64 = "b64"
        case gzipBase64 = "gz+b64"
    }

    /// Absolute path in the guest.
    package let path: String
    package let content: String
    package let encoding: Encoding
    /// Octal mode, e.g. `0644`; nil: cloud-init's default (0644).
    package let permissions: String?
    /// `user:group`; nil: root:root.
    package let owner: String?
    /// Adds to the file instead of replacing it.
    package let append: Bool
    /// Written after users and packages exist, so that `owner` may name them.
    package let deferred: Bool

    package init(
        path: String, content: String, encoding: Encoding = .text, permissions: String? = nil, owner: String? = nil,
        append: Bool = false, deferred: Bool = false
    ) {
        self.path = path
        self.content = content
        self.encoding = encoding
        self.permissions = permissions
        self.owner = owner
        self.append = append
        self.deferred = deferred
    }
}
