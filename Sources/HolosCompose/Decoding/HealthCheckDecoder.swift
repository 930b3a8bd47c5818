internal import HolosModel

/// Reads `healthcheck`; nil also where the file disables it.
enum HealthCheckDecoder {
    private enum Test {
        case none
        case command(GuestCommand)
    }

    static func decode(_ reader: NodeReader) -> HealthCheck? {
        guard let keys = reader.mapping() else { return nil }
        let isDisabled = keys[HealthCheckKeys.disable]?.boolean() ?? false
        let test = keys[HealthCheckKeys.test].map(test)
        let interval = keys[HealthCheckKeys.interval]?.duration(atLeast: 1)
        let timeout = keys[HealthCheckKeys.timeout]?.duration(atLeast: 1)
        let retries = keys[HealthCheckKeys.retries]?.integer()
        let startPeriod = keys[HealthCheckKeys.startPeriod]?.duration()
        let startInterval = keys[HealthCheckKeys.startInterval]?.duration(atLeast: 1)
        if isDisabled { return nil }
        guard let test else {
            _ = keys.required(HealthCheckKeys.test, of: "`healthcheck`", at: reader.node)
            return nil
        }
        guard case .command(let command) = test else { return nil }
        let defaults = HealthCheck(test: command)
        return HealthCheck(
            test: command, interval: interval ?? defaults.interval, timeout: timeout ?? defaults.timeout,
            retries: retries ?? defaults.retries, startPeriod: startPeriod ?? defaults.startPeriod,
            startInterval: startInterval ?? defaults.startInterval)
    }

    private static func test(_ reader: NodeReader) -> Test? {
        guard case .sequence = reader.node.content else {
            return reader.text(.script).map { .command(.shell($0)) }
        }
        guard let items = reader.items(.text) else { return nil }
        let words = items.compactMap { $0.text(.script, mayBeEmpty: true) }
        guard words.count == items.count else { return nil }
        switch (words.first, words.count) {
        case ("NONE", 1): return Test.none
        case ("NONE", _): reader.error("`NONE` stands alone", hints: ["write `[NONE]`, or `disable: true`"])
        case ("CMD", 2...) where !words[1].isEmpty: return .command(.argv(Array(words.dropFirst())))
        case ("CMD", _):
            reader.error("`CMD` needs a program behind it", hints: ["write `[CMD, curl, -f, http://localhost]`"])
        case ("CMD-SHELL", 2) where !words[1].isEmpty: return .command(.shell(words[1]))
        case ("CMD-SHELL", _):
            reader.error("`CMD-SHELL` needs exactly one text behind it", hints: ["write `[CMD-SHELL, \"a && b\"]`"])
        case (let first, _):
            let found = first.map { "found \(Wording.quoted($0))" } ?? "found an empty list"
            let near = first.flatMap { NearMiss.suggestion(for: $0, among: ["NONE", "CMD", "CMD-SHELL"]) }
            reader.error(
                "a list begins with `NONE`, `CMD` or `CMD-SHELL`, \(found)",
                hints: [near.map { "did you mean `\($0)`?" } ?? "put `CMD` in front of the program"])
        }
        return nil
    }
}
