/// The short texts that stand for a mapping in a list (Compose Specification, "Short syntax" of each key).
package enum ShortForm: Sendable {
    /// `ports`: `[[address:]host:]guest[/protocol]`.
    case port
    /// `volumes`: `[source:]target[:mode]`.
    case volume
    /// `secrets` and `configs`: the name.
    case grant
    /// `env_file`: the path.
    case envFile
    /// `include`: the path.
    case include
    /// `devices`: `host[:guest[:permissions]]`.
    case device
}
