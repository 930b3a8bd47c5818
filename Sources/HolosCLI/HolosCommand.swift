package import ArgumentParser
internal import HolosSystem

/// The root of the command line.
package struct HolosCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "holos",
        abstract: "Docker Compose for virtual machines.",
        discussion: """
            One holos.yaml describes a stack of virtual machines; `holos up` makes it true with QEMU/KVM, without a \
            daemon, libvirt or root.

            Exit codes: 0 done, 1 failed, 64 usage, 65 invalid file, 66 not found, 69 the host lacks something, \
            73 state directory unusable, 75 project locked, 80 not ready in time, 81 provisioning failed, \
            82 a VM ended early, 83 unhealthy, 84 image verification failed, 85 a command failed, 86 nobody agreed, \
            130 interrupted. \
            `exec` and `run` pass the guest command's code through.
            """,
        version: Version.text,
        subcommands: [
            UpCommand.self, DownCommand.self, StartCommand.self, StopCommand.self, RestartCommand.self,
            KillCommand.self, PauseCommand.self, UnpauseCommand.self, WaitCommand.self, RollbackCommand.self,
            PruneCommand.self, CheckCommand.self, LsCommand.self, PsCommand.self, ExecCommand.self, CpCommand.self,
            LogsCommand.self, RunCommand.self, PullCommand.self, ImagesCommand.self, VerifyCommand.self,
            ValidateCommand.self, ConfigCommand.self, VersionCommand.self, SchemaCommand.self,
        ])

    package init() {}

    /// Parses this process's arguments, runs the command and exits.
    package static func start() async -> Never {
        await Exit.with {
            do {
                var command = try parseAsRoot()
                if var command = command as? any AsyncParsableCommand {
                    try await Interruption.cancelling { try await command.run() }
                } else {
                    try command.run()
                }
            }
        }
    }
}

/// The version of this build.
enum Version {
    static let text = "holos 0.1.0"
}
