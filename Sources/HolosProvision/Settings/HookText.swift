package import HolosModel

/// How a hook (`post_start`, `pre_stop`) runs in a guest: what the login's shell is told, and what that reads on its
/// standard input, so that no value stands in an argument of the host.
package enum HookText {
    /// Becomes the hook's user and runs the script on the standard input.
    package static func shell(user: String) -> String {
        let parts = user.split(separator: ":", maxSplits: 1).map(String.init)
        let (name, group) = (parts.first ?? "root", parts.count > 1 ? parts[1] : nil)
        // sudo(8) wants `#` before a number.
        func numbered(_ text: String) -> String { ShellText.quote(Int(text) == nil ? text : "#" + text) }
        let sudo = "sudo -n -u \(numbered(name))" + (group.map { " -g \(numbered($0))" } ?? "")
        let doas =
            group == nil
            ? "exec doas -n -u \(ShellText.quote(name)) /bin/sh -s"
            : "echo 'doas cannot change the group' >&2; exit 126"
        return """
            \(group == nil ? "if [ \"$(id -un)\" = \(ShellText.quote(name)) ]; then exec /bin/sh -s; fi" : ":")
            if command -v sudo >/dev/null; then exec \(sudo) -- /bin/sh -s; fi
            \(doas)
            """
    }

    /// The script: the service's environment, then the hook's own, and in its folder the command.
    package static func script(_ hook: LifecycleHook) -> String {
        var text = "[ ! -r \(GuestPaths.profile) ] || . \(GuestPaths.profile)\n"
        text += EnvironmentText.exports(hook.environment)
        // Other names than a shell's only `env` can give.
        let odd = hook.environment.filter { !EnvironmentText.isIdentifier($0.key) }.sorted { $0.key < $1.key }
            .map { ShellText.quote("\($0)=\($1)") }
        text += "cd -- \(ShellText.quote(hook.workingDirectory ?? "/")) || exit 126\n"
        let words =
            switch hook.command {
            case .shell(let line): ["/bin/sh", "-c", line]
            case .argv(let argv): argv
            }
        let command = ((odd.isEmpty ? [] : ["env"] + odd) + words.map(ShellText.quote)).joined(separator: " ")
        return text + "exec \(command) </dev/null\n"
    }
}
