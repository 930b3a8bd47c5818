/// An entry of `services.<name>.post_start` or `pre_stop`.
package enum HookKeys {
    package static let command = Key("command", .command, "what to run", required: true)
    package static let user = Key("user", .text, "whose command it is", default: "that of the service")
    package static let workingDirectory = Key("working_dir", .text, "absolute path", default: "`/`")
    package static let environment = Key(
        "environment", .pairs(of: "variables"), "added to those of the service")

    package static let table = KeyTable(
        "in `post_start` and `pre_stop`",
        keys: [
            command, user, workingDirectory, environment,
            .meaningless(
                "privileged", "root of a guest rules all of it, and nothing of the host", idle: ["false"]),
        ])
}
