/// `services.<name>.extends` (Compose Specification, `extends`).
package enum ExtendsKeys {
    package static let service = Key("service", .text, "the service whose keys this one takes over", required: true)
    package static let file = Key("file", .text, "the file that has it", default: "the same file")

    package static let table = KeyTable("in `extends`", keys: [service, file])
}
