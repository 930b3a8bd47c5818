/// The top level of the file.
package enum ProjectKeys {
    package static let name = Key("name", .text, "name of the project", default: "the folder's name")
    package static let services = Key("services", .named(ServiceKeys.table), "the services, by name", required: true)
    package static let networks = Key(
        "networks", .named(NetworkKeys.table), "networks between the guests, by name", default: "one, called `default`",
        fate: .planned)
    package static let volumes = Key(
        "volumes", .named(VolumeKeys.table), "disks that outlive instances, by name", fate: .planned)
    package static let configs = Key("configs", .named(ConfigKeys.table), "files for guests, by name")
    package static let secrets = Key("secrets", .named(SecretKeys.table), "secret files for guests, by name")
    package static let include = Key(
        "include", .entries(IncludeKeys.table, short: .include, unique: []),
        "other files whose services and resources are added")
    package static let version = Key.meaningless("version", "the specification calls it obsolete")

    package static let table = KeyTable(
        "at the top level",
        keys: [
            name, services, networks, volumes, configs, secrets, include, version,
            .refused(
                "models", "there is no runner of AI models",
                hint: "run one in a service, and tell its address to others by `environment`"),
        ])
}

/// An entry of `include` (Compose Specification, "Include").
package enum IncludeKeys {
    package static let path = Key(
        "path", .oneOrMore(of: "paths"), "the file; further ones are merged into it", required: true)
    package static let projectDirectory = Key(
        "project_directory", .text, "where its relative paths start from", default: "the folder of the first file")
    package static let envFile = Key(
        "env_file", .oneOrMore(of: "paths"), "variables for the files", default: "`.env` in `project_directory`")

    package static let table = KeyTable("in `include`", keys: [path, projectDirectory, envFile])
}
