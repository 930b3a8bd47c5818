internal import HolosModel

/// Renders the files of the settings medium: what is given, and the script `apply` that gives it. Pure.
///
/// `apply` runs as root on every boot, before sshd, and says on stderr what fails. Nothing of the file's stands in it
/// but as a quoted word; contents are copied, never interpreted.
package enum SettingsRenderer {
    /// The files of the medium; of settings without anything, an `apply` that removes what earlier ones left on the
    /// disk.
    package static func render(_ input: SettingsInput) -> [SettingsMedium.File] {
        var files = environment(input)
        for (index, secret) in input.secrets.enumerated() {
            files.append(SettingsMedium.File("secret-\(index)", secret.content))
        }
        for (index, config) in input.configs.enumerated() {
            files.append(SettingsMedium.File("config-\(index)", config.content))
        }
        files.append(SettingsMedium.File("hosts", hosts(input)))
        files.append(SettingsMedium.File("targets", targets(input).map { "\($0)\n" }.joined()))
        if let command = input.command {
            files.append(SettingsMedium.File("command", CommandText.script(command, environment: input.environment)))
            if let prepare = CommandText.prepare(command) { files.append(SettingsMedium.File("prepare", prepare)) }
            switch input.os {
            case .systemd:
                files.append(
                    SettingsMedium.File("unit", CommandUnit.systemd(command, stopGracePeriod: input.stopGracePeriod)))
            case .openrc:
                files.append(SettingsMedium.File("supervise", OpenRCCommand.supervisor(command)))
                files.append(
                    SettingsMedium.File("openrc", OpenRCCommand.script(stopGracePeriod: input.stopGracePeriod)))
            }
        }
        files.append(SettingsMedium.File("apply", apply(input)))
        return files.sorted { $0.name < $1.name }
    }

    private static func environment(_ input: SettingsInput) -> [SettingsMedium.File] {
        guard !input.environment.isEmpty else { return [] }
        var files = [
            SettingsMedium.File("environment", EnvironmentText.file(input.environment)),
            SettingsMedium.File("profile", EnvironmentText.exports(input.environment)),
            SettingsMedium.File(
                "profile-stub",
                "# Written by holos: the environment of the compose file, where it has one.\n"
                    + "if [ -r \(GuestPaths.profile) ]; then . \(GuestPaths.profile); fi\n"),
        ]
        if let line = EnvironmentText.sshd(input.environment) {
            files.append(SettingsMedium.File("sshd", line))
            files.append(
                SettingsMedium.File(
                    "sshd-stub",
                    "# Written by holos: the environment of the compose file, where it has one.\n"
                        + "Include \(GuestPaths.sshd)\n"))
        }
        return files
    }

    /// Ends the lines that are ours in `/etc/hosts`.
    static let hostsMark = "# holos: extra_hosts"

    private static func hosts(_ input: SettingsInput) -> String {
        input.extraHosts.map { entry in
            "\(entry.address?.description ?? input.hostGateway.description)\t\(entry.name) \(hostsMark)\n"
        }.joined()
    }

    /// What the settings leave on the guest's disk: configs, and links to secrets.
    private static func targets(_ input: SettingsInput) -> [String] {
        (input.configs.map(\.file) + input.secrets.map(\.file).filter(\.isLinked)).map(\.target)
    }

    private static func apply(_ input: SettingsInput) -> String {
        ([ApplyText.functions(root: input.root)] + environmentSteps(input) + secretSteps(input) + diskSteps(input)
            + commandSteps(input)).joined(separator: "\n") + "\n"
    }

    private static func environmentSteps(_ input: SettingsInput) -> [String] {
        guard !input.environment.isEmpty else { return [] }
        var steps = [
            ApplyText.put("environment", GuestPaths.environment, mode: 0o600),
            ApplyText.put("profile", GuestPaths.profile, mode: 0o644),
            ApplyText.put("profile-stub", GuestPaths.profileStub, mode: 0o644),
        ]
        if EnvironmentText.sshd(input.environment) != nil {
            steps.append(ApplyText.put("sshd", GuestPaths.sshd, mode: 0o600))
            steps.append(ApplyText.put("sshd-stub", GuestPaths.sshdStub, mode: 0o644))
        }
        return steps
    }

    /// In a file system of memory that is never swapped out to the disk, unlike tmpfs.
    private static func secretSteps(_ input: SettingsInput) -> [String] {
        guard !input.secrets.isEmpty else { return [] }
        return ["mount_secrets \(GuestPaths.secrets)"]
            + input.secrets.enumerated().map { index, secret in
                ApplyText.put(
                    "secret-\(index)",
                    secret.file.isLinked ? "\(GuestPaths.linkedSecrets)/\(index)" : secret.file.target,
                    owner: "\(secret.file.uid):\(secret.file.gid)", mode: secret.file.mode, folders: "066")
            }
    }

    private static func diskSteps(_ input: SettingsInput) -> [String] {
        ["clear_old_files \(GuestPaths.manifest)"]
            + input.configs.enumerated().map { index, config in
                ApplyText.put(
                    "config-\(index)", config.file.target, owner: "\(config.file.uid):\(config.file.gid)",
                    mode: config.file.mode)
            }
            + input.secrets.enumerated().filter { $1.file.isLinked }.map { index, secret in
                "link \(GuestPaths.linkedSecrets)/\(index) \(ShellText.quote(secret.file.target))"
            } + ["write_hosts '\(hostsMark)'"]
    }

    private static func commandSteps(_ input: SettingsInput) -> [String] {
        guard let command = input.command else {
            return input.os == .openrc ? ["disable_command \(GuestPaths.openRCScript)"] : []
        }
        // Nothing secret in them, and the command's user reads the first.
        var steps = [ApplyText.put("command", GuestPaths.command, mode: 0o755)]
        if CommandText.prepare(command) != nil {
            steps.append(ApplyText.put("prepare", GuestPaths.prepare, mode: 0o755))
        }
        switch input.os {
        case .systemd:
            steps.append(ApplyText.put("unit", GuestPaths.unit, mode: 0o644))
            steps.append("start_unit \(GuestPaths.unitName)")
        case .openrc:
            steps.append(ApplyText.put("supervise", GuestPaths.supervise, mode: 0o755))
            steps.append(ApplyText.put("openrc", GuestPaths.openRCScript, mode: 0o755))
            steps.append("enable_command")
        }
        return steps
    }
}

extension GuestFile {
    /// Whether a secret's place is outside of `/run/secrets`, where only a link to it can be.
    var isLinked: Bool { !target.hasPrefix("\(GuestPaths.secrets)/") }
}
