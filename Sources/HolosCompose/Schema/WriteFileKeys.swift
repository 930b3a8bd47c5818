package import HolosModel

/// An entry of `services.<name>.cloud_init.write_files` (cloud-init, `write_files`).
package enum WriteFileKeys {
    package static let path = Key("path", .text, "absolute path in the guest", required: true)
    package static let content = Key("content", .content, "what the file holds", default: "empty")
    package static let encoding = Key(
        "encoding", .choice(encodings.map(\.word)), "how `content` is encoded",
        default: "`\(WriteFile.Encoding.text.rawValue)`")
    package static let permissions = Key("permissions", .text, "octal mode of three or four digits", default: "`0644`")
    package static let owner = Key("owner", .text, "`user` or `user:group`", default: "`root:root`")
    package static let append = Key("append", .boolean, "add to the file instead of replacing it", default: "`false`")
    package static let `defer` = Key(
        "defer", .boolean, "write after users and packages exist, so that `owner` may name them", default: "`false`")

    package static let table = KeyTable(
        "in `write_files`",
        keys: [
            path, content, encoding, permissions, owner, append, `defer`,
            .refused(
                "source", "files are part of the seed, and nothing is fetched", hint: "write `content`, or use `runcmd`"
            ),
        ])

    /// cloud-init's words for what the model tells apart.
    package static let encodings: [(word: String, encoding: WriteFile.Encoding)] = [
        ("text/plain", .text), ("plain", .text), ("b64", .base64), ("base64", .base64), ("gz+b64", .gzipBase64),
        ("gzip+b64", .gzipBase64), ("gz+base64", .gzipBase64), ("gzip+base64", .gzipBase64),
    ]
}
