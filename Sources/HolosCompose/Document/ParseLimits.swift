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
}
