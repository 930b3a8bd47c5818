/// `secrets.<name>` (Compose Specification, "Secrets").
package enum SecretKeys {
    package static let file = Key("file", .text, "path of the file that holds it")
    package static let environment = Key("environment", .text, "name of the variable that holds it")

    package static let table = KeyTable(
        "in a secret",
        keys: [file, environment] + shared(store: "secrets") + [
            .refused(
                "driver", "there is no store of secrets to ask", hint: "write `file` or `environment`"),
            .refused(
                "driver_opts", "there is no store of secrets to ask", hint: "write `file` or `environment`"),
        ])

    /// What secrets and configs have in common and holos does not.
    static func shared(store: String) -> [Key] {
        [
            .refused(
                "external", "there is no store of \(store) besides the file", hint: "write `file` or `environment`",
                idle: ["false"]),
            .meaningless("name", "only a store of \(store) would know it by that"),
            .meaningless("labels", "only a store of \(store) would keep them"),
            .refused(
                "template_driver", "the content is taken as it is",
                hint: "let a command of the guest make the file it needs"),
        ]
    }
}

/// `configs.<name>` (Compose Specification, "Configs").
package enum ConfigKeys {
    package static let file = Key("file", .text, "path of the file that holds it")
    package static let environment = Key("environment", .text, "name of the variable that holds it")
    package static let content = Key("content", .content, "what it holds")

    package static let table = KeyTable(
        "in a config", keys: [file, environment, content] + SecretKeys.shared(store: "configs"))
}

/// An entry of `services.<name>.secrets` or `configs`.
package enum GrantKeys {
    package static let source = Key("source", .text, "name of the secret or config", required: true)
    package static let target = Key(
        "target", .text, "file in the guest", default: "`/run/secrets/<source>`, `/<source>` for a config")
    package static let uid = Key("uid", .text, "number of the user who owns the file", default: "`0`")
    package static let gid = Key("gid", .text, "number of the group that owns the file", default: "`0`")
    package static let mode = Key("mode", .mode, "permissions; those to write do not count", default: "`0444`")

    package static let table = KeyTable("in `secrets` and `configs`", keys: [source, target, uid, gid, mode])
}
