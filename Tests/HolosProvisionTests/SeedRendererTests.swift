import HolosModel
import HolosProvision
import Testing

@Suite("Seeds for systemd")
struct SeedRendererTests {
    /// The folder of a medium with the seed's files.
    private static func folder(_ input: SeedInput) throws -> Scratch {
        let scratch = try Scratch()
        for file in SeedRenderer.render(input).files { try scratch.write(file.name, file.content) }
        return scratch
    }

    /// Hostile values in every place that takes a text.
    private static let hostile: CloudInit = {
        let nasty = "x\n#cloud-config\nruncmd: [reboot]\n\"'\\\u{0}\u{85}: # {{ v1 }}"
        return CloudInit(
            sshAuthorizedKeys: ["ssh-ed25519 AAAA evil\nssh_pwauth: true"], packages: ["a\nb: c", "- d"],
            writeFiles: [WriteFile(path: "/x\ny", content: nasty, permissions: "0644", owner: "a:b")],
            bootcmd: [.shell(nasty)], runcmd: [.argv([nasty, ""]), .shell("")])
    }()

    private static let inputs =
        Samples.seeds.filter { $0.input.os == .systemd } + [("hostile", Samples.input(hostile))]

    @Test("are accepted by cloud-init's schema without an error or a deprecation", arguments: inputs.map(\.name))
    func schema(name: String) throws {
        let input = try #require(Self.inputs.first { $0.name == name }?.input)
        let folder = try Self.folder(input)
        let outcome = try Tool.run(
            "/usr/bin/cloud-init", ["schema", "-c", folder.path("user-data")], directory: folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(!outcome.output.lowercased().contains("deprecat"), "\(outcome.output)")
        #expect(outcome.output.hasPrefix("Valid"), "\(outcome.output)\(outcome.errors)")
    }

    @Test("have a network configuration that netplan takes without a warning", arguments: inputs.map(\.name))
    func netplan(name: String) throws {
        let input = try #require(Self.inputs.first { $0.name == name }?.input)
        let scratch = try Scratch()
        let text = SeedRenderer.render(input).networkConfig
        try scratch.write(
            "root/etc/netplan/50.yaml", "network:\n" + text.split(separator: "\n").map { "  \($0)\n" }.joined())
        let outcome = try Tool.run(
            "/usr/libexec/netplan/generate", ["--root-dir", scratch.path("root")], directory: scratch)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!outcome.errors.lowercased().contains("deprecat"), "\(outcome.errors)")
        let unit = try scratch.read("root/run/systemd/network/10-netplan-eth0.network")
        #expect(
            unit.contains("Address=10.0.2.15/24") && unit.contains("Gateway=10.0.2.2") && unit.contains("DNS=10.0.2.3"))
    }

    @Test(
        "have a network configuration that every renderer of cloud-init turns into a default route",
        arguments: [
            ("netplan", "debian", "etc/netplan/50-cloud-init.yaml", "via: 10.0.2.2"),
            ("networkd", "arch", "etc/systemd/network/10-cloud-init-eth0.network", "Gateway=10.0.2.2"),
            ("eni", "alpine", "etc/network/interfaces", "route add default "),
            (
                "network-manager", "fedora", "etc/NetworkManager/system-connections/cloud-init-eth0.nmconnection",
                "0.0.0.0/0,10.0.2.2"
            ),
            ("sysconfig", "rhel", "etc/sysconfig/network-scripts/ifcfg-eth0", "GATEWAY=10.0.2.2"),
        ])
    func renderers(renderer: String, distribution: String, file: String, route: String) throws {
        let folder = try Self.folder(Samples.input())
        let macs = Samples.interfaces.flatMap { ["-m", "\($0.name),\($0.mac)"] }
        let outcome = try Tool.run(
            "/usr/bin/cloud-init",
            [
                "devel", "net-convert", "-p", folder.path("network-config"), "-k", "yaml", "-d", folder.path("out"),
                "-D",
                distribution, "-O", renderer,
            ] + macs, directory: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.read("out/\(file)").contains(route))
    }

    @Test("cannot be changed by hostile values")
    func injection() throws {
        let folder = try Self.folder(Samples.input(Self.hostile))
        let outcome = try Tool.python(
            """
            import sys, yaml
            from cloudinit.util import load_yaml
            text = open(sys.argv[1]).read()
            assert len(list(yaml.load_all(text, yaml.SafeLoader))) == 1
            data = load_yaml(text)
            assert data['ssh_pwauth'] is False
            assert data['packages'] == ['a\\nb: c', '- d']
            file = data['write_files'][0]
            assert file['path'] == '/x\\ny' and file['permissions'] == '0644', file
            assert file['content'] == 'x\\n#cloud-config\\nruncmd: [reboot]\\n"\\'\\\\\\0\\x85: # {{ v1 }}', file
            assert data['runcmd'][1] == [file['content'], ''] and data['runcmd'][3] == '', data['runcmd']
            """, [folder.path("user-data")], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("for root have no user to make and leave root's login open")
    func root() {
        let text = SeedRenderer.render(Samples.input(CloudInit(user: UserName(unchecked: "root")))).userData
        #expect(text.contains("disable_root: false"))
        #expect(!text.contains("sudo:"))
    }

    @Test("end the private key with a line feed, which OpenSSH needs")
    func keyEnding() {
        let sample = Samples.input()
        let input = SeedInput(
            project: sample.project, instance: sample.instance, instanceID: sample.instanceID,
            hostname: sample.hostname,
            os: .systemd, cloudInit: sample.cloudInit, authorizedKeys: [], hostKeyPrivate: "-----X-----\nY",
            hostKeyPublic: "Z", interfaces: [])
        let text = SeedRenderer.render(input).userData
        #expect(text.contains("  ed25519_private: |\n    -----X-----\n    Y\n  ed25519_public: |\n    Z\n"))
    }

    @Test("without networks still have a network configuration that is valid")
    func noNetworks() {
        #expect(SeedRenderer.render(Samples.input(interfaces: [])).networkConfig == "version: 2\n")
    }
}
