internal import HolosModel
internal import HolosQEMU
internal import HolosSystem
internal import SystemPackage

extension CatalogEntry {
    /// nil when something is missing or wrong, which the log has then.
    init?(_ object: CatalogObject, keyFolder: FilePath) {
        defer { object.finish() }
        let name = object.parsed("name", needed: true, expected: ImageName.expectation) { ImageName($0) }
        let tag = object.parsed("tag", expected: ImageTag.expectation) { ImageTag($0) } ?? ImageTag(unchecked: "latest")
        let aliases = object.texts("aliases")
        for alias in aliases where ImageTag(alias) == nil {
            object.problem("aliases", "invalid `\(alias)`, expected \(ImageTag.expectation)")
        }
        let architecture: Architecture? = object.oneOf("arch", needed: true)
        let url = object.parsed("url", needed: true, expected: "an address of a file") { text in
            WebURL(text).flatMap { $0.fileName.isEmpty ? nil : $0 }
        }
        let insecure = object.flag("insecure")
        let digest = object.parsed("digest", expected: "`sha256:` or `sha512:` and hexadecimal digits") {
            FileDigest($0)
        }
        let checksums = url.flatMap { url in object.object("checksums").flatMap { ChecksumSource($0, beside: url) } }
        let signature = url.flatMap { url in
            object.object("signature").flatMap { SignatureSource($0, beside: url, keyFolder: keyFolder) }
        }
        let format: DiskFormat? = object.oneOf("format")
        let os: GuestOS? = object.oneOf("os")
        let firmware: BootFirmware? = object.oneOf("firmware")
        let user = object.parsed("user", expected: UserName.expectation) { UserName($0) }
        if let signature, signature.kind != .image, checksums == nil {
            object.problem("signature", "`of: \(signature.kind.rawValue)` needs `checksums`")
        }
        if digest != nil, checksums != nil {
            object.problem("digest", "either `digest` or `checksums` says what the file must be")
        }
        if !insecure, [url, checksums?.url, signature?.url].contains(where: { $0?.scheme == .http }) {
            object.problem("url", "only https is fetched, unless `insecure` is true")
        }
        guard let name, let architecture, let url else { return nil }
        self.init(
            name: name, tag: tag, aliases: aliases.compactMap { ImageTag($0) }, architecture: architecture, url: url,
            format: format ?? .qcow2, checksums: checksums, digest: digest, signature: signature, user: user,
            os: os ?? .systemd, firmware: firmware ?? .any, insecure: insecure)
    }
}

extension ChecksumSource {
    init?(_ object: CatalogObject, beside url: WebURL) {
        defer { object.finish() }
        let address = object.parsed("url", needed: true, expected: "an address, or one relative to the image's") {
            url.resolving($0)
        }
        let syntax: ChecksumManifest.Syntax? = object.oneOf("syntax")
        guard let address else { return nil }
        self.init(url: address, syntax: syntax ?? .lines)
    }
}

extension SignatureSource {
    init?(_ object: CatalogObject, beside url: WebURL, keyFolder: FilePath) {
        defer { object.finish() }
        let kind: Kind? = object.oneOf("of", needed: true)
        let address = object.parsed("url", expected: "an address, or one relative to the image's") { url.resolving($0) }
        let keys = object.texts("keys").map { keyFolder.pushing(FilePath($0)).string }
        if keys.isEmpty { object.problem("keys", "the file with the publisher's key is missing") }
        let fingerprints = object.texts("fingerprints").map { text in text.filter { $0 != " " }.uppercased() }
        for text in fingerprints
        where ![40, 64].contains(text.utf8.count) || !text.utf8.allSatisfy(\.isHexadecimalDigit) {
            object.problem("fingerprints", "invalid `\(text)`, expected 40 or 64 hexadecimal digits")
        }
        if let kind, (kind == .clearsigned) != (address == nil) {
            object.problem(
                "url", kind == .clearsigned ? "a clearsigned text has its signature in it" : "it is missing")
        }
        guard let kind else { return nil }
        self.init(kind: kind, url: address, keys: keys, fingerprints: fingerprints)
    }
}

extension Mirror {
    init?(_ object: CatalogObject) {
        defer { object.finish() }
        let from = object.parsed(
            "from", needed: true, expected: CredentialRule.prefixExpectation, CredentialRule.prefix)
        let to = object.parsed("to", needed: true, expected: CredentialRule.prefixExpectation, CredentialRule.prefix)
        guard let from, let to else { return nil }
        if from.hasPrefix("https:"), !to.hasPrefix("https:") {
            object.problem("to", "an https address cannot be mirrored by an http one")
        }
        self.init(from: from, to: to)
    }
}

extension CredentialRule {
    static let prefixExpectation = "an address that ends in `/`"

    /// A prefix that does not end in `/` would cover `https://example.org.evil/`.
    static func prefix(_ text: String) -> String? {
        guard text.hasSuffix("/"), !text.contains("?"), let url = WebURL(text) else { return nil }
        return url.description
    }

    init?(_ object: CatalogObject, folder: FilePath, home: String?) {
        defer { object.finish() }
        let prefix = object.parsed("for", needed: true, expected: Self.prefixExpectation, Self.prefix)
        func path(_ key: String) -> String? {
            object.text(key).map { text in
                if text.hasPrefix("~/"), let home { return FilePath(home).appending(String(text.dropFirst(2))).string }
                return folder.pushing(FilePath(text)).string
            }
        }
        let user = object.text("user")
        let sources: [Source?] = [
            path("netrc").map { .netrc(path: $0) },
            object.text("password_env").map { .password(user: user ?? "", variable: $0) },
            path("password_file").map { .passwordFile(user: user ?? "", path: $0) },
            object.text("token_env").map { .token(variable: $0) },
            path("token_file").map { .tokenFile(path: $0) },
        ]
        let given = sources.compactMap(\.self)
        guard given.count == 1, let source = given.first else {
            object.problem(
                "for", "expected one of `netrc`, `password_env`, `password_file`, `token_env` and `token_file`")
            return nil
        }
        let wantsUser =
            switch source {
            case .password, .passwordFile: true
            case .netrc, .token, .tokenFile: false
            }
        if wantsUser != (user != nil) {
            object.problem("user", wantsUser ? "it is missing" : "it belongs to `password_env` and `password_file`")
        }
        guard let prefix else { return nil }
        self.init(prefix: prefix, source: source)
    }
}
