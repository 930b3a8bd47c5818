internal import ArgumentParser
internal import HolosModel

/// A length of time on the command line, e.g. `5m` or `90s`; a bare number means seconds.
struct DurationArgument: ExpressibleByArgument {
    let span: TimeSpan

    init(_ span: TimeSpan) { self.span = span }

    init?(argument: String) {
        guard let span = TimeSpan(argument) ?? TimeSpan(argument + "s") else { return nil }
        self.span = span
    }

    var defaultValueDescription: String { span.description }
}
