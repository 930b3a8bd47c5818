import Foundation
import HolosModel
import HolosProvision
import Testing

/// Plays tiny-cloud's part as its sources and `cloud-config(5)` describe it, in a scratch root; no Alpine is at hand.
@Suite("Seeds for OpenRC")
struct OpenRCSeedTests {
    /// `bootcmd`, `write_files`, `runcmd`, each command by `sh -c`, with absolute paths moved into the scratch root.
    private static let tinyCloud = """
        import base64, gzip, os, subprocess, sys, yaml
        root = sys.argv[1]
        data = yaml.load(open(root + '/user-data'), yaml.CSafeLoader)
        known = {'user', 'users', 'ssh_authorized_keys', 'groups', 'bootcmd', 'write_files', 'ntp', 'package_update',
                 'package_upgrade', 'packages', 'runcmd'}
        assert set(data) <= known, set(data) - known
        def moved(text):
            for path in ('/run/', '/var/', '/etc/', '/sys/', '/home/'):
                text = text.replace(path, root + path)
            return text
        def run(command):
            assert isinstance(command, str)
            env = dict(os.environ, PATH=root + '/bin:' + os.environ['PATH'])
            subprocess.run(['sh', '-c', moved(command)], env=env)
        for command in data.get('bootcmd', []): run(command)
        for file in data.get('write_files', []):
            assert set(file) <= {'path', 'content', 'permissions', 'owner', 'encoding', 'append'}, file
            content = (file['content'] + '\\n').encode()
            encoding = file.get('encoding', 'text/plain')
            if encoding != 'text/plain': content = base64.b64decode(content)
            if encoding == 'gz+b64': content = gzip.decompress(content)
            if content.startswith(b'#!'): content = moved(content.decode()).encode()
            path = root + file['path']
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'ab' if file.get('append') else 'wb') as f: f.write(content)
            os.chmod(path, int(file.get('permissions', '0644'), 8))
        for command in data.get('runcmd', []): run(command)
        """

    private static func boot(_ cloudInit: CloudInit) throws -> Scratch {
        let root = try Scratch()
        for (name, mac) in [("lo", "00:00:00:00:00:00"), ("eth1", "52:54:00:12:34:56"), ("eth0", "52:54:00:ab:cd:ef")] {
            try root.write("sys/class/net/\(name)/address", "\(mac)\n")
        }
        for name in ["run/x", "etc/network/x", "var/lib/cloud/user-data", "home/x"] { try root.write(name, "") }
        // What is not there, or must not happen on the host, only notes that it was called.
        for name in ["apk", "rc-update", "ifup", "chown"] {
            try root.write(
                "bin/\(name)", "#!/bin/sh\necho \(name) \"$@\" >>'\(root.path)/calls'\n[ \"$2\" != missing ]\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root.path("bin/\(name)"))
        }
        try root.write("user-data", SeedRenderer.render(Samples.input(cloudInit, os: .openrc)).userData)
        let outcome = try Tool.python(tinyCloud, [root.path], in: root)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return root
    }

    private static func mode(_ root: Scratch, _ name: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: root.path(name))[.posixPermissions] as? Int)
    }

    @Test("install the host key byte by byte, owner-only, and let sshd offer no other")
    func hostKey() throws {
        let root = try Self.boot(CloudInit())
        #expect(try root.read("etc/ssh/ssh_host_ed25519_key") == Samples.hostKeyPrivate)
        #expect(try Self.mode(root, "etc/ssh/ssh_host_ed25519_key") == 0o600)
        #expect(try root.read("etc/ssh/ssh_host_ed25519_key.pub") == Samples.hostKeyPublic + "\n")
        #expect(
            try root.read("etc/ssh/sshd_config.d/10-holos.conf").contains("HostKey /etc/ssh/ssh_host_ed25519_key\n"))
        #expect(try Self.mode(root, "var/lib/cloud/user-data") & 0o077 == 0)
        #expect(!root.exists("run/holos/provision-errors"))
    }

    @Test("configure every interface by its hardware address, whatever its name, and bring up the inner ones")
    func network() throws {
        let root = try Self.boot(CloudInit())
        #expect(
            try root.read("etc/network/interfaces") == """
                auto lo
                iface lo inet loopback

                auto eth1
                iface eth1 inet static
                \taddress 10.0.2.15
                \tnetmask 255.255.255.0
                \tgateway 10.0.2.2

                auto eth0
                iface eth0 inet static
                \taddress 10.64.0.5
                \tnetmask 255.255.240.0

                """)
        #expect(try root.read("etc/resolv.conf") == "nameserver 10.0.2.3\n")
        #expect(try root.read("calls") == "ifup eth0\nrc-update add holos-bootcmd boot\n")
    }

    @Test("run packages, deferred files and commands in cloud-init's order")
    func order() throws {
        let root = try Self.boot(
            CloudInit(
                packages: ["nginx", "jq"],
                writeFiles: [
                    WriteFile(path: "/home/a/b.txt", content: "plain ü\n"),
                    WriteFile(
                        path: "/home/a/late.txt", content: "late", permissions: "0640", owner: "deploy:deploy",
                        deferred: true),
                ],
                runcmd: [
                    .shell("cd /home/; x='a b'"), .shell("cat a/late.txt >seen; echo \"$x\" >>seen"),
                    .argv(["touch", "it's"]),
                ]))
        #expect(try root.read("home/seen") == "latea b\n")
        #expect(root.exists("home/it's"))
        #expect(try root.read("home/a/b.txt") == "plain ü\n")
        #expect(try Self.mode(root, "home/a/late.txt") == 0o640)
        #expect(!root.exists("var/lib/holos/write-file-1"))
        let calls = try root.read("calls").split(separator: "\n")
        #expect(
            calls.dropFirst(2) == [
                "apk update", "apk add nginx jq", "chown deploy:deploy \(root.path)/home/a/late.txt",
            ])
        #expect(!root.exists("run/holos/provision-errors"))
    }

    @Test("record what failed")
    func failures() throws {
        let root = try Self.boot(
            CloudInit(
                packages: ["missing"], bootcmd: [.shell("true"), .shell("(exit 9)")],
                runcmd: [.shell("(exit 3)"), .shell("true")]))
        #expect(
            try root.read("run/holos/provision-errors") == """
                bootcmd[1] exited with status 9: `(exit 9)`
                packages exited with status 1: `apk add missing`
                runcmd[0] exited with status 3: `(exit 3)`

                """)
    }

    @Test("run bootcmd on later boots too, by a service")
    func bootcmd() throws {
        let root = try Self.boot(CloudInit(bootcmd: [.shell("touch /home/booted")]))
        #expect(root.exists("home/booted"))
        #expect(try root.read("calls").contains("rc-update add holos-bootcmd boot\n"))
        #expect(try Self.mode(root, "etc/init.d/holos-bootcmd") == 0o755)
        try FileManager.default.removeItem(atPath: root.path("home/booted"))
        _ = try Tool.run("/usr/bin/dash", [root.path("var/lib/holos/bootcmd")], directory: root)
        #expect(root.exists("home/booted"))
    }

    @Test("name the host for tiny-cloud, which looks under another key")
    func hostname() {
        #expect(SeedRenderer.render(Samples.input(os: .openrc)).metaData.contains("\nhostname: \"web-0\"\n"))
    }
}
