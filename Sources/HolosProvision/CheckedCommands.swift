package import HolosModel

/// The items of `bootcmd` or `runcmd`, with checks between the user's commands.
///
/// cloud-init joins all items into one `sh` script (`util.shellify`) of which only the last command's exit status
/// counts, so that a failure in the middle is never seen. Here a first item defines shell functions, a check follows
/// each command, and a last item ends the script with 1 if any command failed. Each failure is one line of
/// `ProvisionErrors.path`. What the user's commands see is as without the checks: one shell for all of them, so that
/// `cd`, variables and `set` last, `$?` is kept, and a command may span several items.
///
/// - `exit 3` ends the script, as with plain cloud-init; the trap records it. `exit 0` ends it in peace, but earlier
///   failures still count.
/// - Under `set -e` the script ends at the first failure; the trap records it.
/// - `exec program` and a `trap … EXIT` of the user's replace ours: nothing is recorded from there on, and cloud-init
///   itself reports the script's status.
/// - A syntax error ends the script; the trap records it where the shell runs traps then, else cloud-init reports it.
package struct CheckedCommands: Hashable, Sendable {
    /// Which list of cloud-init's the commands stand in.
    package enum Key: String, Hashable, Sendable { case bootcmd, runcmd }

    let commands: [GuestCommand]
    let key: Key

    package init(_ commands: [GuestCommand], key: Key) {
        self.commands = commands
        self.key = key
    }

    /// Ready for cloud-init; empty when there are no commands.
    package var items: [YAMLValue] {
        var checked: [YAMLValue] = []
        var names: [(index: Int, text: String)] = []
        var open = ""
        var first = 0
        for (index, command) in commands.enumerated() {
            switch command {
            case .argv([]): continue
            case .argv(let words): checked.append(.strings(words))
            case .shell(let text): checked.append(.string(text))
            }
            // Between the items of one command, e.g. of a here-document, a check would become part of it.
            if open.isEmpty { first = index }
            open += (open.isEmpty ? "" : "\n") + ShellText.script(command)
            if ShellText.continues(open) { continue }
            names.append((first, ShellText.summary(open)))
            checked.append(.string("holos_check \(first) \"$?\""))
            open = ""
        }
        guard !checked.isEmpty else { return [] }
        if !open.isEmpty { names.append((first, ShellText.summary(open))) }
        return [.string(preamble(names))] + checked + [.string("holos_finish")]
    }

    /// Defines `holos_check <index> <status>` and `holos_finish`; only builtins, so that a changed PATH does no harm.
    private func preamble(_ names: [(index: Int, text: String)]) -> String {
        let cases = names.map { "    \($0.index)) holos_name=\(ShellText.quote($0.text)) ;;" }
        return """
            # Added by holos: records the commands below that fail, and fails if any did.
            mkdir -p -m 755 \(ProvisionErrors.directory)
            holos_at=\(names[0].index)
            holos_failed=0
            holos_record() {
              holos_failed=1
              case $1 in
            \(cases.joined(separator: "\n"))
                *) holos_name= ;;
              esac
              (umask 022; printf '%s\\n' "\(key.rawValue)[$1] exited with status $2$3: \\`$holos_name\\`" \\
                >>\(ProvisionErrors.path)) || :
            }
            holos_check() {
              if [ "$2" -ne 0 ]; then holos_record "$1" "$2" ""; fi
              holos_at=$(($1 + 1))
              case $- in *e*) return 0 ;; esac
              return "$2"
            }
            holos_exit() {
              trap - EXIT
              if [ "$1" -ne 0 ]; then holos_record "$holos_at" "$1" " and ended the script"; fi
              if [ "$holos_failed" -ne 0 ]; then exit 1; fi
              exit "$1"
            }
            holos_finish() {
              trap - EXIT
              exit "$holos_failed"
            }
            trap 'holos_exit "$?"' EXIT

            """
    }
}
