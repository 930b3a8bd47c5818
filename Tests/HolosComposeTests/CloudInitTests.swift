import HolosCompose
import HolosModel
import Testing

@Suite struct CloudInitTests {
    static let refusals = [
        Refusal("cloud_init:\n  user: Bob", "5:13 `user`: invalid user name `Bob` | expected at most 32"),
        Refusal("cloud_init:\n  hostname: a_b", "5:17 `hostname`: invalid hostname `a_b`"),
        Refusal("replicas: 2\ncloud_init:\n  hostname: w", "6:17 `hostname`: 2 replicas cannot all be called `w`"),
        Refusal("cloud_init:\n  packages: curl", "5:17 `packages`: expected a list of package names, found `curl`"),
        Refusal("cloud_init:\n  packages: [-x]", "5:18 `packages`: `-x` is not a package name"),
        Refusal("cloud_init:\n  packages: [a b]", "5:18 `packages`: `a b` is not a package name"),
        Refusal("cloud_init:\n  packages: [[a, b]]", "5:18 `packages`: a list is not supported yet | pin a version"),
        Refusal("cloud_init:\n  users: [bob]", "5:7 `users` in `cloud_init` is not supported: there is one login"),
        Refusal("cloud_init:\n  runcmd: x", "5:15 `runcmd`: expected a list of commands, found `x`"),
        Refusal("cloud_init:\n  runcmd: [[]]", "5:16 `runcmd`: expected a program as the first word"),
        Refusal(
            "cloud_init:\n  runcmd: [{a: b}]", "5:16 `runcmd`: expected a text or a list of texts, found a mapping"),
        Refusal(
            "cloud_init:\n  runcmd: [\"a\\0b\"]", "5:16 `runcmd`: the control character `\\u{0}` is not allowed here"),
        Refusal("cloud_init:\n  bootcmd: [[a, [b]]]", "5:21 `bootcmd`: expected a text, found a list"),
    ]

    @Test(arguments: refusals)
    func `a bad value is refused at its place`(refusal: Refusal) { refusal.check() }

    static let files = [
        ("content: x", "7:9 a file has no `path`"),
        ("path: etc/motd", "7:15 `path`: expected the absolute path of a file in the guest, found `etc/motd`"),
        ("path: /etc/", "7:15 `path`: expected the absolute path of a file in the guest, found `/etc/`"),
        ("path: \"/a\\nb\"", "7:15 `path`: the control character `\\u{a}` is not allowed here"),
        ("path: /a\ncontent: \"\\0\"", "8:18 `content`: the control character `\\u{0}` is not allowed here"),
        ("path: /a\ncontent: [a]", "8:18 `content`: expected a text, found a list"),
        ("path: /a\npermissions: 999", "8:22 `permissions`: expected an octal mode"),
        ("path: /a\npermissions: rwx", "8:22 `permissions`: expected an octal mode"),
        ("path: /a\npermissions: 00644", "8:22 `permissions`: expected an octal mode"),
        ("path: /a\nowner: 'a:'", "8:16 `owner`: expected `user` or `user:group`, found `a:`"),
        ("path: /a\nowner: -a", "8:16 `owner`: expected `user` or `user:group`, found `-a`"),
        ("path: /a\nowner: a;b", "8:16 `owner`: expected `user` or `user:group`, found `a;b`"),
        ("path: /a\nappend: 1", "8:17 `append`: expected `true` or `false`, found `1`"),
        ("path: /a\ndefer: on", "8:16 `defer`: expected `true` or `false`, found `on`"),
        ("path: /a\nencoding: b46", "8:19 `encoding`: expected `text/plain`, "),
        ("path: /a\nencoding: gzip", "8:19 `encoding`: bare gzip data cannot stand in a text file"),
        ("path: /a\nencoding: b64\ncontent: a${b", "9:18 the brace of `${b` is never closed"),
        ("path: /a\nencoding: b64\ncontent: abc", "9:18 `content`: expected base64 text"),
        ("path: /a\nencoding: gz+b64\ncontent: aaaa", "9:18 `content`: this is not gzip data"),
        ("path: /a\nmode: 1", "8:9 unknown key `mode` in `write_files`"),
        ("path: /a\nsource: {uri: x}", "8:9 `source` in `write_files` is not supported: files are part of the seed"),
    ]

    @Test(arguments: files)
    func `a bad file is refused at its place`(lines: String, error: String) {
        // The lines of the file begin in line 7, column 9.
        let indented = lines.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        Refusal("cloud_init:\n  write_files:\n  -\n" + indented, error).check()
    }

    @Test func `a file of the login that does not exist yet gets a warning`() throws {
        let text = Compose.service(
            "cloud_init:\n  write_files: [{path: /a, owner: holos}, {path: /b, owner: holos, defer: true}]")
        let warnings = try Compose.load(text).warnings
        #expect(warnings.map(\.hints) == [["add `defer: true`"]])
        #expect(warnings.first?.location?.line == 5)
    }

    static let ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

    @Test(arguments: [ed25519, ed25519 + " me@there", "  " + ed25519 + "  two   words "])
    func `a public key is kept on one line`(key: String) throws {
        let service = try Compose.decoded(
            "cloud_init:\n  ssh_authorized_keys:\n    - '\(key)'\n    - |\n      \(Self.ed25519)")
        let expected = key.split(separator: " ").joined(separator: " ")
        #expect(service.cloudInit.sshAuthorizedKeys == [expected, Self.ed25519])
    }

    @Test(arguments: [
        ("abc", "expected an OpenSSH public key, found `abc` | the types are"),
        ("~/.ssh/id.pub", "expected an OpenSSH public key, found `~/.ssh/id.pub` | give the key itself"),
        ("ssh-dss AAAA", "expected an OpenSSH public key, found `ssh-dss AAAA`"),
        ("no-pty " + ed25519, "expected an OpenSSH public key, found"),
        ("ssh-ed25519", "the data of this `ssh-ed25519` key is damaged"),
        (String(ed25519.dropLast(4)), "the data of this `ssh-ed25519` key is damaged"),
        (ed25519.replacing("ssh-ed25519", with: "ssh-rsa"), "the data of this `ssh-rsa` key is damaged"),
        (ed25519 + "\\n" + ed25519, "a public key is one line"),
    ])
    func `what is no public key is refused`(key: String, error: String) {
        Refusal("cloud_init:\n  ssh_authorized_keys: [\"\(key)\"]", "5:29 `ssh_authorized_keys`: \(error)").check()
    }

    @Test func `a private key is not repeated`() {
        let text = Compose.service(
            "cloud_init:\n  ssh_authorized_keys: [\"-----BEGIN OPENSSH PRIVATE KEY-----SECRET\"]")
        #expect { try Compose.load(text) } throws: { error in
            "\(error)".contains("this is a private key") && !"\(error)".contains("SECRET")
        }
    }

    @Test(arguments: [
        ("", [UInt8]()), ("Zg==", [0x66]), ("Zm8=", [0x66, 0x6f]), ("Zm9v", [0x66, 0x6f, 0x6f]),
        (" Zm\n9v\tZg = =\r", [0x66, 0x6f, 0x6f, 0x66]), ("+/+/", [0xfb, 0xff, 0xbf]),
    ])
    func `base64 is decoded as RFC 4648 says`(text: String, bytes: [UInt8]) { #expect(Base64.decode(text) == bytes) }

    @Test(arguments: ["Z", "Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9v=", "====", "Zm-v", "Zmä="])
    func `damaged base64 is refused`(text: String) { #expect(Base64.decode(text) == nil) }
}
