internal import ArgumentParser
internal import HolosModel

/// How long guests may take to power off.
struct GraceOption: ParsableArguments {
    @Option(
        name: [.customShort("t"), .customLong("timeout")],
        help: ArgumentHelp(
            "How long a guest may take to power off before it is killed (default: its `stop_grace_period`).",
            valueName: "duration"))
    var timeout: DurationArgument?

    var grace: TimeSpan? { timeout?.span }
}
