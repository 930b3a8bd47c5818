/// How holos finds out whether a guest does its work (Compose Specification, `healthcheck`). Runs in the guest.
package struct HealthCheck: Hashable, Sendable, Codable {
    /// Exit code 0 is healthy.
    package let test: GuestCommand
    /// Between two probes.
    package let interval: TimeSpan
    /// A probe that takes longer has failed.
    package let timeout: TimeSpan
    /// Failures in a row that make the instance unhealthy, 1… .
    package let retries: Int
    /// Failures within this time after provisioning do not count.
    package let startPeriod: TimeSpan
    /// Between two probes within `startPeriod`.
    package let startInterval: TimeSpan

    package init(
        test: GuestCommand, interval: TimeSpan = .seconds(30), timeout: TimeSpan = .seconds(30), retries: Int = 3,
        startPeriod: TimeSpan = .seconds(0), startInterval: TimeSpan = .seconds(5)
    ) {
        self.test = test
        self.interval = interval
        self.timeout = timeout
        self.retries = retries
        self.startPeriod = startPeriod
        self.startInterval = startInterval
    }
}

/// A command for the guest: an argument vector, or a text for the guest's shell.
package enum GuestCommand: Hashable, Sendable {
    case shell(String)
    case argv([String])
}

extension GuestCommand: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .shell(text)
        } else {
            self = .argv(try container.decode([String].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .shell(let text): try container.encode(text)
        case .argv(let words): try container.encode(words)
        }
    }
}
