/// Where holos keeps what it gives a guest. All that is volatile lies in `/run`, so that nothing outlives its boot.
package enum GuestPaths {
    /// For `EnvironmentFile=` of a unit and for `.` of a shell; root's alone.
    package static let environment = "/run/holos/environment"
    /// For shells: exact, whatever the values hold.
    package static let profile = "/run/holos/profile"
    /// `SetEnv` of sshd.
    package static let sshd = "/run/holos/sshd_config"
    /// Becomes the command.
    package static let command = "/run/holos/command"
    /// Makes the working directory; run as root before the command.
    package static let prepare = "/run/holos/prepare"
    /// Runs the command again and again where the init system cannot.
    package static let supervise = "/run/holos/supervise"
    /// What became of the command where the init system does not keep it.
    package static let status = "/run/holos/command-status"
    package static let unitName = "holos-command.service"
    package static let unit = "/run/systemd/system/\(unitName)"
    /// OpenRC knows no volatile scripts; this one does nothing where there is no command.
    package static let openRCScript = "/etc/init.d/holos-command"
    package static let openRCLog = "/var/log/holos-command.log"
    package static let secrets = "/run/secrets"
    /// Secrets whose targets are elsewhere, as links to here.
    package static let linkedSecrets = "/run/secrets/.elsewhere"
    /// The settings' files on the disk, one path a line, to be removed when the file has them no more.
    package static let manifest = "/var/lib/holos/settings-files"
    /// On the disk; reads the profile where there is one.
    package static let profileStub = "/etc/profile.d/holos.sh"
    /// On the disk; reads the volatile one where there is one. First of its folder, since sshd takes its first `SetEnv`.
    package static let sshdStub = "/etc/ssh/sshd_config.d/00-holos-environment.conf"
}
