internal import HolosModel

/// The managed command on OpenRC: a script of its own supervises it, since `supervise-daemon` starts again whatever
/// ended, and keeps no exit code.
enum OpenRCCommand {
    /// Runs the command, again as the policy says, and writes `running <restarts>`, `waiting <code> <restarts>` or
    /// `ended <code> <restarts>` to the status file.
    static func supervisor(_ command: ServiceCommand) -> String {
        let user = CommandText.user(command).name
        let run =
            user == "root"
            ? "/bin/sh \(GuestPaths.command)"
            : "/bin/su -s /bin/sh \(ShellText.quote(user)) -c 'exec /bin/sh \(GuestPaths.command)'"
        let again =
            switch command.restart {
            case .never: "false"
            case .onFailure(let maximum):
                "[ $code -ne 0 ]" + (maximum.map { " && [ $restarts -lt \($0) ]" } ?? "")
            case .always, .unlessStopped: "true"
            }
        return """
            #!/bin/sh
            # Written by holos: runs the command of the compose file, and again as `restart` says.
            tell() {
              echo "$*" >\(GuestPaths.status).new && /bin/mv \(GuestPaths.status).new \(GuestPaths.status)
            }
            child=
            stopping=
            trap 'stopping=1; [ -z "$child" ] || kill -s \(CommandText.stopSignal(command)) "$child"' TERM
            if [ -r \(GuestPaths.environment) ]; then
              set -a
              . \(GuestPaths.environment)
              set +a
            fi
            restarts=0
            while :; do
              tell running $restarts
              code=0
              if [ -e \(GuestPaths.prepare) ]; then /bin/sh \(GuestPaths.prepare) || code=$?; fi
              if [ $code -eq 0 ]; then
                \(run) &
                child=$!
                wait $child
                code=$?
                # A signal of ours only interrupts the wait.
                while kill -0 $child 2>/dev/null; do
                  wait $child
                  code=$?
                done
                child=
              fi
              if [ -z "$stopping" ] && { \(again); }; then
                tell waiting $code $restarts
                /bin/sleep 1
              else
                stopping=1
              fi
              if [ -n "$stopping" ]; then
                tell ended $code $restarts
                exit 0
              fi
              restarts=$((restarts + 1))
            done

            """
    }

    /// The init script. On the disk, where OpenRC wants it; without a command of this boot it does nothing.
    static func script(stopGracePeriod: TimeSpan) -> String {
        let seconds = max(1, (stopGracePeriod.nanoseconds + 999_999_999) / 1_000_000_000)
        return """
            #!/sbin/openrc-run
            # Written by holos.
            description="The command of the compose file"
            command=/bin/sh
            command_args=\(GuestPaths.supervise)
            command_background=true
            pidfile=/run/holos/command.pid
            output_log=\(GuestPaths.openRCLog)
            error_log=\(GuestPaths.openRCLog)
            retry="TERM/\(seconds)/KILL/5"

            depend() {
              after net firewall sshd tiny-cloud-main tiny-cloud-final
            }

            start_pre() {
              if [ ! -e \(GuestPaths.supervise) ]; then
                ewarn "The settings of this boot have no command"
                return 1
              fi
              checkpath --file --mode 0600 \(GuestPaths.openRCLog)
            }

            """
    }
}
