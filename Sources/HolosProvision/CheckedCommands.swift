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
/// - A syntax error ends the script; the trap records it.
/// - `exec program` and a `trap … EXIT` of the user's replace ours: nothing is recorded from there on, and cloud-init
///   itself reports the script's status.
package struct CheckedCommands: Hashable, Sendable {
    /// Which list of cloud-init's the commands stand in.
    package enum Key: String, Hashable, Sendable { case bootcmd, runcmd }

    /// A command and what its failure is recorded under.
    struct Step: Hashable, Sendable {
        let label: String
        let command: GuestCommand
    }

    private let steps: [Step]

    /// The user's commands, recorded as `runcmd[0]`… .
    package init(_ commands: [GuestCommand], key: Key) {
        self.init(Self.steps(commands, key: key))
    }

    init(_ steps: [Step]) { self.steps = steps }

    static func steps(_ commands: [GuestCommand], key: Key) -> [Step] {
        commands.enumerated().map { Step(label: "\(key.rawValue)[\($0)]", command: $1) }
    }

    /// Ready for cloud-init; empty when there are no commands.
    package var items: [YAMLValue] {
        commands.map { command in
            switch command {
            case .shell(let text): .string(text)
            case .argv(let words): .strings(words)
            }
        }
    }

    /// The script that cloud-init would make of the items, for a reader that runs each item by itself.
    ///
    /// - Parameter first: what comes before them.
    func script(after first: String = "") -> String {
        let lines = commands.map { command in
            switch command {
            case .shell(let text): text + "\n"
            case .argv(let words): words.map(ShellText.quote).joined(separator: " ") + "\n"
            }
        }
        return "#!/bin/sh\n" + first + lines.joined()
    }

    /// The user's commands with ours before, between and after them.
    private var commands: [GuestCommand] {
        var checked: [GuestCommand] = []
        var names: [Name] = []
        var open = ""
        var first = 0
        for (index, step) in steps.enumerated() where step.command != .argv([]) {
            checked.append(step.command)
            // Between the items of one command, e.g. of a here-document, a check would become part of it.
            if open.isEmpty { first = index }
            open += (open.isEmpty ? "" : "\n") + ShellText.script(step.command)
            if ShellText.continues(open) { continue }
            names.append(Name(index: first, label: steps[first].label, summary: ShellText.summary(open)))
            checked.append(.shell("holos_check \(first) \"$?\""))
            open = ""
        }
        guard !checked.isEmpty else { return [] }
        if !open.isEmpty {
            names.append(Name(index: first, label: steps[first].label, summary: ShellText.summary(open)))
        }
        return [.shell(preamble(names))] + checked + [.shell("holos_finish")]
    }

    private struct Name {
        let index: Int
        let label: String
        let summary: String
    }

    /// Defines `holos_check <index> <status>` and `holos_finish`; only builtins, so that a changed PATH does no harm.
    private func preamble(_ names: [Name]) -> String {
        let cases = names.map {
            "    \($0.index)) holos_label='\($0.label)' holos_name=\(ShellText.quote($0.summary)) ;;"
        }
        return """
            # Added by holos: records the commands below that fail, and fails if any did.
            mkdir -p -m 755 \(ProvisionErrors.directory)
            holos_at=\(names[0].index) holos_label= holos_name=
            holos_failed=0
            holos_record() {
              holos_failed=1
              case $1 in
            \(cases.joined(separator: "\n"))
              esac
              (umask 022; printf '%s\\n' "$holos_label exited with status $2$3: \\`$holos_name\\`" \\
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
