/// The top level of the file.
package enum ProjectKeys {
    package static let name = Key("name", .text, "name of the project", default: "the folder's name")
    package static let services = Key("services", .named(ServiceKeys.table), "the services, by name", required: true)
    package static let version = Key("version", .text, "accepted with a warning: the specification calls it obsolete")

    package static let table = KeyTable(
        "at the top level", keys: [name, services, version],
        notYet: ["include", "networks", "volumes", "secrets", "configs", "models"])
}
