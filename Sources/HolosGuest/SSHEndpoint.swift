package import HolosModel
package import HolosSystem
package import SystemPackage

/// How to reach one guest over SSH: the forwarded port, the project's key, the pinned host key, one shared connection.
package struct SSHEndpoint: Sendable, Hashable {
    package let client: FilePath
    package let port: UInt16
    package let user: UserName
    package let key: FilePath
    package let knownHosts: FilePath
    /// The name that the host key is pinned under.
    package let hostKeyAlias: String
    /// Socket of the shared connection.
    package let control: FilePath

    package init(
        client: FilePath, port: UInt16, user: UserName, key: FilePath, knownHosts: FilePath, hostKeyAlias: String,
        control: FilePath
    ) {
        self.client = client
        self.port = port
        self.user = user
        self.key = key
        self.knownHosts = knownHosts
        self.hostKeyAlias = hostKeyAlias
        self.control = control
    }

    /// A line of known_hosts (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
    package static func knownHostsLine(alias: String, publicKey: String) -> String {
        "\(alias) \(publicKey.split(separator: " ").prefix(2).joined(separator: " "))\n"
    }

    /// Options of every connection. Nothing of the user's own configuration or agent takes part; a host key that is
    /// not the pinned one ends the connection.
    ///
    /// - Parameter connectTimeout: whole seconds, 1… .
    private func options(connectTimeout: Int) -> [String] {
        let settings = [
            "BatchMode=yes", "CheckHostIP=no", "ConnectTimeout=\(connectTimeout)", "ControlMaster=auto",
            // The shared connection stays until the guest goes away: no process of ours has to keep it.
            "ControlPath=\(control.sshEscaped)", "ControlPersist=yes", "EscapeChar=none", "ForwardAgent=no",
            "GlobalKnownHostsFile=/dev/null", "HostKeyAlgorithms=ssh-ed25519", "HostKeyAlias=\(hostKeyAlias)",
            "IdentitiesOnly=yes", "IdentityAgent=none", "IdentityFile=\(key.sshEscaped)", "LogLevel=ERROR",
            "PreferredAuthentications=publickey", "ServerAliveCountMax=3", "ServerAliveInterval=5",
            "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "UserKnownHostsFile=\(knownHosts.sshEscaped)",
        ]
        return ["-F", "/dev/null"] + settings.flatMap { ["-o", $0] } + ["-p", "\(port)"]
    }

    /// The argument vector, without the client's name, that runs a shell text in the guest, or logs in.
    ///
    /// - Parameter terminal: whether the guest's side gets a terminal; without one, all streams are binary-clean.
    package func arguments(shellText: String?, terminal: Bool, connectTimeout: Int = 10) -> [String] {
        options(connectTimeout: connectTimeout) + [terminal ? "-tt" : "-T", "\(user)@127.0.0.1"]
            + (shellText.map { ["--", $0] } ?? [])
    }

    /// A command that runs a shell text in the guest; exit code 255 with `ssh`'s message means no connection.
    package func command(shellText: String, input: [UInt8] = [], connectTimeout: Int = 10) -> Command {
        Command(
            client, arguments(shellText: shellText, terminal: false, connectTimeout: connectTimeout), input: input)
    }

    /// Ends the shared connection, if there is one.
    package var disconnect: Command {
        Command(client, options(connectTimeout: 1) + ["-O", "exit", "\(user)@127.0.0.1"])
    }
}

extension FilePath {
    /// For a value of ssh_config(5): `%` starts a token, a value with spaces needs quotes, and within those a
    /// backslash takes what follows literally.
    fileprivate var sshEscaped: String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "%": text += "%%"
            case "\"", "\\": text += "\\\(scalar)"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
