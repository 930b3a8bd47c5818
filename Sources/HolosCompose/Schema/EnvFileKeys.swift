/// An entry of `services.<name>.env_file`.
package enum EnvFileKeys {
    package static let path = Key("path", .text, "the file", required: true)
    package static let required = Key(
        "required", .boolean, "`false`: it may be missing", default: "`true`")
    package static let format = Key(
        "format", .choice(["raw"]), "`raw`: quotes and `$` stand for themselves", default: "as `.env`")

    package static let table = KeyTable("in `env_file`", keys: [path, required, format])
}
