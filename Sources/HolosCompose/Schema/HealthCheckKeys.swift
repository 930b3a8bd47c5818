internal import HolosModel

/// `services.<name>.healthcheck` (Compose Specification, `healthcheck`).
package enum HealthCheckKeys {
    private static let defaults = HealthCheck(test: .argv([]))

    package static let test = Key(
        "test", .command, "a shell command, or a list beginning with `CMD`, `CMD-SHELL` or `NONE`; runs in the guest")
    package static let interval = Key(
        "interval", .duration, "between two probes", default: "`\(defaults.interval)`")
    package static let timeout = Key(
        "timeout", .duration, "a probe that takes longer has failed", default: "`\(defaults.timeout)`")
    package static let retries = Key(
        "retries", .integer(1...10_000), "failures in a row that make the instance unhealthy",
        default: "`\(defaults.retries)`")
    package static let startPeriod = Key(
        "start_period", .duration, "failures within this time after provisioning do not count",
        default: "`\(defaults.startPeriod)`")
    package static let startInterval = Key(
        "start_interval", .duration, "between two probes within `start_period`",
        default: "`\(defaults.startInterval)`")
    package static let disable = Key("disable", .boolean, "`true`: no health check", default: "`false`")

    package static let table = KeyTable(
        "in `healthcheck`", keys: [test, interval, timeout, retries, startPeriod, startInterval, disable])
}
