/// What a compose file may ask of the parser. Generous for people, small enough that a hostile file fails at once.
package enum ParseLimits {
    /// Bytes of one file (4 MiB).
    package static let fileSize = 4 << 20

    /// Mappings and lists within each other, counted through aliases.
    package static let depth = 64

    /// Values of a document once its aliases are expanded.
    package static let nodes = 200_000

    /// Lines that begin with `%`. libyaml compares each `%TAG` with all before it, in quadratic time.
    package static let directives = 64

    /// Bytes of one env file (1 MiB).
    package static let envFileSize = 1 << 20

    /// Bytes of all compose files of a project (16 MiB).
    package static let projectSize = 16 << 20

    /// Compose files of a project; one that is included twice counts twice.
    package static let files = 500

    /// Files that include each other in a row.
    package static let includeDepth = 32

    /// Values that `extends` and `include` add to a project.
    package static let addedNodes = 200_000

    /// Braces within each other in a `${…}`, its own included.
    package static let variableDepth = 32

    /// Bytes of all texts of one file that variables were replaced in (16 MiB).
    package static let expansion = 16 << 20
}
