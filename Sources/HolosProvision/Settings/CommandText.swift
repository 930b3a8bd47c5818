internal import HolosModel

/// The managed command as scripts for `sh`, in which every word arrives exactly as the file has it. A unit's own
/// `ExecStart=` would expand `%`, `$` and backslashes, and would not look for the program in the file's `PATH`.
enum CommandText {
    /// Becomes the command.
    static func script(_ command: ServiceCommand, environment: [String: String]) -> String {
        var lines = ["#!/bin/sh", "# Written by holos: becomes the command of the compose file."]
        // What an environment file cannot carry. Other names than a shell's only `env` can give.
        var words: [String] = []
        for (name, value) in EnvironmentText.rest(environment) {
            if EnvironmentText.isIdentifier(name) {
                lines.append("export \(name)=\(ShellText.quote(value))")
            } else {
                words.append(ShellText.quote("\(name)=\(value)"))
            }
        }
        lines.append("cd -- \(ShellText.quote(command.workingDirectory ?? "/")) || exit 1")
        if environment["OLDPWD"] == nil { lines.append("unset OLDPWD") }
        let program = (words.isEmpty ? [] : ["env"] + words) + command.argv.map(ShellText.quote)
        lines.append("exec \(program.joined(separator: " "))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Makes the working directory as root, since the command's user may not; nil when there is none.
    static func prepare(_ command: ServiceCommand) -> String? {
        command.workingDirectory.map { folder in
            "#!/bin/sh\n# Written by holos: makes the command's working directory.\n"
                + "umask 022\nexec mkdir -p -- \(ShellText.quote(folder))\n"
        }
    }

    /// `SIGQUIT` as `QUIT`; TERM when the file names none.
    static func stopSignal(_ command: ServiceCommand) -> String {
        let name = (command.stopSignal ?? "TERM").uppercased()
        return name.hasPrefix("SIG") ? String(name.dropFirst(3)) : name
    }

    /// User and group of `user`; root and nil when the file names none.
    static func user(_ command: ServiceCommand) -> (name: String, group: String?) {
        let parts = (command.user ?? "root").split(separator: ":", maxSplits: 1).map(String.init)
        return (parts.first ?? "root", parts.count > 1 ? parts[1] : nil)
    }
}
