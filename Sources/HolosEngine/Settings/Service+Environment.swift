internal import HolosModel
internal import HolosProvision

extension Service {
    /// A shell text that runs in the environment of the file, exactly. sshd's `SetEnv` cannot carry line breaks and
    /// quotes, and on the way through this host's arguments values would be seen by others: the guest has them.
    func inEnvironment(_ shellText: String) -> String {
        guard !settings.environment.isEmpty else { return shellText }
        return "[ ! -r \(GuestPaths.profile) ] || . \(GuestPaths.profile); \(shellText)"
    }
}
