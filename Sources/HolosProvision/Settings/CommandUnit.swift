internal import HolosModel

/// The systemd unit of the managed command (systemd.service(5)). `SettingsCheck` has seen to it that user and signal are
/// nothing else.
enum CommandUnit {
    static func systemd(_ command: ServiceCommand, stopGracePeriod: TimeSpan) -> String {
        let user = CommandText.user(command)
        let signal = CommandText.stopSignal(command)
        var unit = [
            "# Written by holos on every boot.",
            "[Unit]",
            "Description=The command of the compose file",
            // On the first boot, packages and runcmd come before.
            "After=cloud-final.service network-online.target",
            "Wants=network-online.target",
        ]
        var service = [
            "[Service]",
            "Type=exec",
            "EnvironmentFile=-\(GuestPaths.environment)",
            // Also for root, so that HOME and the like are set.
            "User=\(user.name)",
        ]
        if let group = user.group { service.append("Group=\(group)") }
        if !command.groups.isEmpty { service.append("SupplementaryGroups=\(command.groups.joined(separator: " "))") }
        service += command.limits.map { limit in
            // The kernel's highest, for which systemd has no word.
            let none = limit.name == "nice" ? "40" : "infinity"
            let (soft, hard) = (limit.soft.map { "\($0)" } ?? none, limit.hard.map { "\($0)" } ?? none)
            return "Limit\(limit.name.uppercased())=\(soft):\(hard)"
        }
        if command.workingDirectory != nil { service.append("ExecStartPre=+/bin/sh \(GuestPaths.prepare)") }
        service += [
            "ExecStart=/bin/sh \(GuestPaths.command)",
            // As a container's first process: it alone is asked to end, what is left is killed.
            "KillMode=mixed",
            "KillSignal=\(signal.utf8.allSatisfy(\.isDigit) ? signal : "SIG\(signal)")",
            // Zero would mean never.
            "TimeoutStopSec=\(max(1, stopGracePeriod.nanoseconds / 1_000_000))ms",
        ]
        switch command.restart {
        case .never:
            service += ["Restart=no", "RemainAfterExit=yes"]
        case .onFailure(let maximum):
            service += [
                // systemd takes an end by these for a success, Compose does not.
                "Restart=on-failure", "RestartForceExitStatus=SIGHUP SIGINT SIGTERM SIGPIPE", "RestartSec=1s",
                "RemainAfterExit=yes",
            ]
            if let maximum {
                // Not `infinity`, which older ones take for no limit at all.
                unit += ["StartLimitIntervalSec=365d", "StartLimitBurst=\(maximum + 1)"]
            } else {
                unit.append("StartLimitIntervalSec=0")
            }
        case .always, .unlessStopped:
            service += ["Restart=always", "RestartSec=1s"]
            unit.append("StartLimitIntervalSec=0")
        }
        service += [
            "StandardOutput=journal", "StandardError=journal", "SyslogIdentifier=holos-command",
            // All of it, however much comes at once.
            "LogRateLimitIntervalSec=0",
        ]
        return (unit + [""] + service).joined(separator: "\n") + "\n"
    }
}
