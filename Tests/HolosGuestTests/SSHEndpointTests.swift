import HolosGuest
import HolosModel
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("SSH", .timeLimit(.minutes(1)))
struct SSHEndpointTests {
    private func endpoint(below folder: FilePath) -> SSHEndpoint {
        SSHEndpoint(
            client: "/usr/bin/ssh", port: 2222, user: UserName(unchecked: "deploy"), key: folder.appending("key"),
            knownHosts: folder.appending("known"), hostKeyAlias: "holos-shop-web-0",
            control: folder.appending("ssh.sock"))
    }

    private static let options = [
        "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "CheckHostIP=no", "-o", "ConnectTimeout=10", "-o",
        "ControlMaster=auto", "-o", "ControlPath=\"/s/ssh.sock\"", "-o", "ControlPersist=yes", "-o", "EscapeChar=none",
        "-o", "ForwardAgent=no", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "HostKeyAlgorithms=ssh-ed25519", "-o",
        "HostKeyAlias=holos-shop-web-0", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o",
        "IdentityFile=\"/s/key\"", "-o", "LogLevel=ERROR", "-o", "PreferredAuthentications=publickey", "-o",
        "ServerAliveCountMax=3", "-o", "ServerAliveInterval=5", "-o", "StrictHostKeyChecking=yes", "-o",
        "UpdateHostKeys=no", "-o", "UserKnownHostsFile=\"/s/known\"", "-p", "2222",
    ]

    @Test("runs a text in the guest's shell, or logs in")
    func arguments() {
        let endpoint = endpoint(below: "/s")
        #expect(
            endpoint.arguments(shellText: "id -u", terminal: false)
                == Self.options + ["-T", "deploy@127.0.0.1", "--", "id -u"])
        #expect(endpoint.arguments(shellText: nil, terminal: true) == Self.options + ["-tt", "deploy@127.0.0.1"])
        let command = endpoint.command(shellText: "cat", input: [1, 2], connectTimeout: 10)
        #expect(command.executable == "/usr/bin/ssh" && command.input == [1, 2])
        #expect(command.arguments.suffix(4) == ["-T", "deploy@127.0.0.1", "--", "cat"])
    }

    @Test("ends the shared connection")
    func disconnect() {
        let arguments = endpoint(below: "/s").disconnect.arguments
        #expect(arguments.suffix(3) == ["-O", "exit", "deploy@127.0.0.1"])
        #expect(arguments.contains("ConnectTimeout=1") && arguments.contains("ControlPath=\"/s/ssh.sock\""))
    }

    @Test("pins a host key under an alias, without the key's comment")
    func knownHosts() {
        #expect(
            SSHEndpoint.knownHostsLine(alias: "a", publicKey: "ssh-ed25519 AAAA root@host\n") == "a ssh-ed25519 AAAA\n")
    }

    @Test(
        "is understood by the real client, whatever the folder is called",
        arguments: ["plain", "a b", "100%h", "%%", "a\"b", "a\\b", "a\\\"b", "it's", "a,b", "a=b", "#x", "ü"])
    func understood(name: String) async throws {
        let scratch = try ScratchFolder()
        let folder = try scratch.makeFolder(name)
        let endpoint = endpoint(below: folder)
        let result = try await CommandRunner.live.run(
            Command("/usr/bin/ssh", ["-G"] + endpoint.arguments(shellText: nil, terminal: false)))
        try #require(result.exit == .code(0), "\(result.errorOutput)")
        let lines = Set(result.text.split(separator: "\n").map(String.init))
        for line in [
            "stricthostkeychecking true", "identityagent none", "hostkeyalias holos-shop-web-0", "batchmode yes",
            "identitiesonly yes", "forwardagent no", "hostkeyalgorithms ssh-ed25519", "port 2222", "user deploy",
            "hostname 127.0.0.1", "globalknownhostsfile /dev/null", "controlmaster auto", "updatehostkeys false",
            "preferredauthentications publickey", "requesttty false", "escapechar none", "connecttimeout 10",
        ] { #expect(lines.contains(line) as Bool, "\(line)") }
        for line in [
            "controlpath \(folder)/ssh.sock", "userknownhostsfile \(folder)/known",
            // This one is shown as parsed, with the tokens of `%` still to be expanded.
            "identityfile \(folder.string.replacing("%", with: "%%"))/key",
        ] { #expect(lines.contains(line) as Bool, "\(line)") }
    }

    @Test("finds a pinned key under the alias")
    func pinned() async throws {
        let scratch = try ScratchFolder()
        let line = SSHEndpoint.knownHostsLine(
            alias: "holos-shop-web-0", publicKey: SSHKeyPair(comment: "x").publicKey)
        let file = try scratch.write(line, to: "known_hosts")
        let found = try await CommandRunner.live.require(
            Command("/usr/bin/ssh-keygen", ["-F", "holos-shop-web-0", "-f", file.string]))
        #expect(found.text.contains(line))
    }
}
