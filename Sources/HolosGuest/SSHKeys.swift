package import HolosSystem
package import SystemPackage

/// Making SSH keys with ssh-keygen(1).
package enum SSHKeys {
    /// The command that makes an ed25519 key without passphrase at `path` and its public half at `path.pub`.
    package static func generate(_ tool: FilePath, at path: FilePath, comment: String) -> Command {
        Command(tool, ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path.string])
    }
}
