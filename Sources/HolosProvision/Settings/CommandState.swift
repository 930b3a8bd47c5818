/// What has become of the managed command, as the guest says.
package enum CommandState: Hashable, Sendable {
    /// The guest does not know of it.
    case missing
    /// It waits for provisioning, or is just being started.
    case pending
    /// - Parameters:
    ///   - seconds: since its present start.
    case running(seconds: Double, restarts: Int)
    /// It has ended and will be started again.
    case restarting(code: Int32, restarts: Int)
    /// It has ended for good; 128 and the number after a signal.
    case ended(code: Int32)

    /// Reads what `CommandProbe.script` wrote; nil when that is something else.
    package static func parse(_ output: String) -> CommandState? {
        var fields: [String: String] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[String(parts[0])] = String(parts[1]) }
        }
        if let status = fields["Status"] { return openRC(status, uptime: fields) }
        guard fields["ActiveState"] != nil else { return nil }
        return systemd(fields)
    }

    /// `systemctl show` (org.freedesktop.systemd1(5), "Service Unit Objects").
    private static func systemd(_ fields: [String: String]) -> CommandState? {
        guard fields["LoadState"] == "loaded" else { return .missing }
        let restarts = fields["NRestarts"].flatMap { Int($0) } ?? 0
        let isQueued = !["", "0"].contains(fields["Job"] ?? "")
        switch (fields["ActiveState"], fields["SubState"]) {
        case ("active", "running"):
            // A moment ago it was still the script that becomes the command.
            guard let process = fields["Process"], !process.isEmpty, process != CommandProbe.wrapper else {
                return .pending
            }
            return .running(seconds: seconds(since: "ExecMainStartTimestampMonotonic", fields), restarts: restarts)
        case ("active", "exited"), ("failed", _): return .ended(code: code(fields))
        case ("activating", "auto-restart"), ("activating", "auto-restart-queued"):
            return .restarting(code: code(fields), restarts: restarts)
        case ("inactive", _):
            // Stopped by hand, or not begun.
            let began = fields["ExecMainStartTimestampMonotonic"] ?? "0"
            return isQueued || began == "0" ? .pending : .ended(code: code(fields))
        default: return .pending
        }
    }

    /// The exit code as shells count. A failure before the command began has none: 1.
    private static func code(_ fields: [String: String]) -> Int32 {
        let status = fields["ExecMainStatus"].flatMap { Int32($0) } ?? 0
        // CLD_EXITED, CLD_KILLED, CLD_DUMPED.
        switch fields["ExecMainCode"] {
        case "2", "3": return 128 + status
        case "1" where status != 0: return status
        default: return fields["Result"] == "success" ? 0 : 1
        }
    }

    private static func openRC(_ status: String, uptime fields: [String: String]) -> CommandState? {
        let words = status.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch (words.first, numbers.count) {
        case (nil, _): return .pending
        case ("running", 1): return .running(seconds: seconds(since: "Age", fields), restarts: numbers[0])
        case ("waiting", 2): return .restarting(code: Int32(clamping: numbers[0]), restarts: numbers[1])
        case ("ended", 2): return .ended(code: Int32(clamping: numbers[0]))
        default: return nil
        }
    }

    /// Both in the guest's time: microseconds since its boot, and `/proc/uptime`. OpenRC's file has an age in seconds.
    private static func seconds(since key: String, _ fields: [String: String]) -> Double {
        let value = fields[key].flatMap { Double($0) } ?? 0
        guard key != "Age" else { return value }
        let now = (fields["Uptime"]?.split(separator: " ").first).flatMap { Double($0) } ?? 0
        return max(0, now - value / 1_000_000)
    }
}
