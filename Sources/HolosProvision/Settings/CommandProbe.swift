package import HolosModel

/// Scripts for `sh` that look at the managed command, run as the guest's login user.
package enum CommandProbe {
    /// Writes what `CommandState.parse` reads, and ends.
    package static func script(for os: GuestOS) -> String {
        switch os {
        case .systemd:
            """
            state=$(systemctl show --property=LoadState,ActiveState,SubState,Result,Job,MainPID,NRestarts \\
              --property=ExecMainCode,ExecMainStatus,ExecMainStartTimestampMonotonic \(GuestPaths.unitName)) || exit
            echo "$state"
            pid=${state#*MainPID=}
            pid=${pid%%[!0-9]*}
            if [ "${pid:-0}" -gt 0 ] 2>/dev/null && [ -r "/proc/$pid/cmdline" ]; then
              echo "Process=$(tr '\\0\\n' '  ' <"/proc/$pid/cmdline" 2>/dev/null)"
            fi
            echo "Uptime=$(cat /proc/uptime)"
            """
        case .openrc:
            """
            if [ -e \(GuestPaths.status) ]; then
              echo "Age=$(($(date +%s) - $(stat -c %Y \(GuestPaths.status))))"
              echo "Status=$(cat \(GuestPaths.status))"
            elif [ -e \(GuestPaths.supervise) ]; then
              echo Status=
            else
              echo LoadState=not-found
              echo ActiveState=inactive
            fi
            """
        }
    }

    /// The script that becomes the command, in the words of `script`.
    static let wrapper = "/bin/sh \(GuestPaths.command) "

    /// Writes what the command has written, over all boots that the guest has kept.
    ///
    /// - Parameters:
    ///   - last: how many lines from the end to begin with; nil: all.
    ///   - following: goes on with what is written.
    package static func output(for os: GuestOS, last: Int?, following: Bool) -> String {
        switch os {
        case .systemd:
            // By the processes' own unit: systemd's words about the unit are not the command's output.
            asRoot(
                "journalctl --no-pager --quiet --output=cat --lines=\(last.map(String.init) ?? "all")"
                    + "\(following ? " --follow" : "") _SYSTEMD_UNIT=\(GuestPaths.unitName)")
        case .openrc:
            asRoot("tail -n \(last.map(String.init) ?? "+1")\(following ? " -F" : "") \(GuestPaths.openRCLog)")
        }
    }

    /// The login may not read it by itself.
    private static func asRoot(_ command: String) -> String {
        """
        if [ "$(id -u)" = 0 ]; then exec \(command); fi
        if command -v sudo >/dev/null; then exec sudo -n \(command); fi
        exec doas -n \(command)
        """
    }
}
