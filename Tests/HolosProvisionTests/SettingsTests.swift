import Foundation
import HolosModel
import HolosTestSupport
import Testing

@testable import HolosProvision

@Suite("Settings medium")
struct SettingsTests {
    @Test(
        "renders to the recorded bytes",
        arguments: [
            ("settings-systemd", Samples.settings(.systemd, Samples.allSettings)),
            ("settings-openrc", Samples.settings(.openrc, Samples.openRCSettings)),
            ("settings-command", Samples.settings(.systemd, Samples.command(["true"], restart: .always))),
            ("settings-none", Samples.settings(.systemd, GuestSettings())),
        ])
    func golden(name: String, input: SettingsInput) throws {
        let files = SettingsRenderer.render(input)
        try Golden.expect(files.map { "\($0.name)\n" }.joined(), "\(name)/names")
        for file in files { try Golden.expect(String(decoding: file.content, as: UTF8.self), "\(name)/\(file.name)") }
    }

    @Test("secrets stand in their own files only, and no description has a content")
    func confidential() {
        let input = Samples.settings(
            .systemd, Samples.allSettings, contents: ["password": "hunter2", "token": "hunter3"])
        for file in SettingsRenderer.render(input) where file.name != "secret-0" && file.name != "secret-1" {
            #expect(!String(decoding: file.content, as: UTF8.self).contains("hunter"), "\(file.name)")
        }
        #expect(!"\(input)".contains("hunter") && !String(reflecting: input).contains("hunter"))
    }

    @Test("holds all files on the medium by their names, byte by byte")
    func medium() throws {
        let scratch = try Scratch()
        let input = Samples.settings(.systemd, Samples.allSettings, contents: ["password": "p\0q\n"])
        let files = SettingsRenderer.render(input)
        try write(files, to: scratch, folder: "in")
        let made = try Tool.run(
            "/usr/bin/genisoimage",
            SettingsMedium.arguments(
                .genisoimage, files: files, folder: scratch.path("in"), output: scratch.path("settings.iso")),
            directory: scratch)
        #expect(made.status == 0 && made.output.isEmpty, "\(made.errors)")
        #expect(
            try Tool.run("/usr/bin/isoinfo", ["-d", "-i", scratch.path("settings.iso")], directory: scratch).output
                .contains("Volume id: HOLOS"))
        for file in files {
            let read = try Tool.run(
                "/usr/bin/isoinfo", ["-R", "-i", scratch.path("settings.iso"), "-x", "/\(file.name)"],
                directory: scratch)
            #expect(Array(read.output.utf8) == file.content, "\(file.name)")
        }
    }

    @Test("every script is one for `sh`", arguments: CheckedCommandsTests.shells)
    func scripts(shell: [String]) throws {
        for input in [
            Samples.settings(.systemd, Samples.allSettings), Samples.settings(.openrc, Samples.openRCSettings),
        ] {
            let scratch = try Scratch()
            let files = SettingsRenderer.render(input)
            try write(files, to: scratch, folder: "in")
            try scratch.write("in/hook", SettingsHook.script)
            for os in GuestOS.allCases {
                try scratch.write("in/probe-\(os)", CommandProbe.script(for: os))
                try scratch.write("in/output-\(os)", CommandProbe.output(for: os, last: 5, following: true))
            }
            let others = ["hook"] + GuestOS.allCases.flatMap { ["probe-\($0)", "output-\($0)"] }
            let scripts = ["apply", "command", "prepare", "supervise", "openrc", "profile", "profile-stub"] + others
            for name in scripts where scratch.exists("in/\(name)") {
                let outcome = try Tool.run(
                    shell[0], shell.dropFirst() + ["-n", scratch.path("in/\(name)")], directory: scratch)
                #expect(outcome.status == 0, "\(name): \(outcome.errors)")
            }
        }
    }

    // MARK: apply

    /// Not busybox, whose own `mount` and `chown` go before the stubs.
    private static let shells = [["/usr/bin/dash"], ["/usr/bin/bash", "--posix"]]

    /// A root in which `apply` can run: what must not happen on the host only notes that it was called.
    private func root() throws -> Scratch {
        let root = try Scratch()
        for name in ["mount", "umount", "systemctl", "rc-update", "chown"] {
            try root.write("bin/\(name)", "#!/bin/sh\necho \(name) \"$@\" >>'\(root.path)/calls'\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root.path("bin/\(name)"))
        }
        try root.write("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 web-0\n")
        return root
    }

    private func apply(_ input: SettingsInput, in root: Scratch, shell: [String]) throws -> Tool.Outcome {
        var input = input
        input.root = root.path
        let medium = "medium-\(UUID().uuidString)"
        try write(SettingsRenderer.render(input), to: root, folder: medium)
        return try Tool.run(
            shell[0], shell.dropFirst() + [root.path("\(medium)/apply"), root.path(medium)],
            environment: ["PATH": root.path("bin") + ":/usr/bin:/bin"], directory: root)
    }

    private func write(_ files: [SettingsMedium.File], to scratch: Scratch, folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: scratch.path(folder), withIntermediateDirectories: true)
        for file in files {
            try Data(file.content).write(to: URL(fileURLWithPath: scratch.path("\(folder)/\(file.name)")))
        }
    }

    private func mode(_ root: Scratch, _ name: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: root.path(name))[.posixPermissions] as? Int)
    }

    @Test(
        "`apply` puts everything in its place with its mode, and a second run changes nothing", arguments: Self.shells)
    func apply(shell: [String]) throws {
        let root = try root()
        let input = Samples.settings(
            .systemd, Samples.allSettings, contents: ["password": "p\0q", "token": "t\n", "conf": "key = 'v'"])
        for _ in 0..<2 {
            let outcome = try apply(input, in: root, shell: shell)
            #expect(outcome.status == 0 && outcome.errors.isEmpty && outcome.output.isEmpty, "\(outcome)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: root.path("run/secrets/password"))) == Data("p\0q".utf8))
            #expect(try mode(root, "run/secrets/password") == 0o400)
            #expect(try mode(root, "run/secrets/.elsewhere") == 0o711)
            #expect(try mode(root, "run/secrets/.elsewhere/1") == 0o444)
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: root.path("etc/app/token"))
                    == root.path("run/secrets/.elsewhere/1"))
            #expect(try root.read("etc/app/token") == "t\n")
            #expect(try root.read("etc/app/app.conf") == "key = 'v'")
            #expect(try mode(root, "etc/app/app.conf") == 0o640)
            #expect(try mode(root, "etc/app") == 0o755)
            #expect(
                try root.read("etc/hosts") == """
                    127.0.0.1 localhost
                    127.0.1.1 web-0
                    10.0.2.2\thost.docker.internal # holos: extra_hosts
                    2001:db8::1\tsix # holos: extra_hosts

                    """)
            #expect(try mode(root, "run/holos/environment") == 0o600)
            #expect(try mode(root, "run/holos/profile") == 0o644)
            #expect(try mode(root, "etc/profile.d/holos.sh") == 0o644)
            #expect(
                try root.read("etc/ssh/sshd_config.d/00-holos-environment.conf").hasSuffix(
                    "Include /run/holos/sshd_config\n"))
        }
        let calls = try root.read("calls").split(separator: "\n").map(String.init)
        #expect(calls.contains("mount -t ramfs -o mode=0711,nodev,nosuid,noexec ramfs \(root.path)/run/secrets"))
        #expect(calls.contains("chown 1000:1000 \(root.path)/etc/app/app.conf.holos-new"))
        #expect(calls.contains("chown 33:33 \(root.path)/run/secrets/.elsewhere/1.holos-new"))
        #expect(calls.last == "systemctl start --no-block holos-command.service")
    }

    @Test(
        "what earlier settings left on the disk goes with them, also after cloud-init rewrote the hosts",
        arguments: Self.shells)
    func removal(shell: [String]) throws {
        let root = try root()
        #expect(try apply(Samples.settings(.systemd, Samples.allSettings), in: root, shell: shell).status == 0)
        let hosts = try root.read("etc/hosts").replacingOccurrences(of: " # holos", with: "# holos")
        try root.write("etc/hosts", hosts)
        try root.write("etc/app/own", "of the guest")
        var settings = GuestSettings()
        settings.configs = [GuestFile(name: "other", source: .content(""), target: "/etc/app/other")]
        #expect(try apply(Samples.settings(.systemd, settings), in: root, shell: shell).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path("etc/app")).sorted() == ["other", "own"])
        #expect(try root.read("etc/hosts") == "127.0.0.1 localhost\n127.0.1.1 web-0\n")
        #expect(try apply(Samples.settings(.systemd, GuestSettings()), in: root, shell: shell).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path("etc/app")) == ["own"])
        #expect(!root.exists("var/lib/holos/settings-files"))
    }

    @Test("`apply` says what it could not do, and does not go on", arguments: Self.shells)
    func failures(shell: [String]) throws {
        let root = try root()
        try root.write("etc/app/app.conf/file", "in the way")
        let outcome = try apply(Samples.settings(.systemd, Samples.allSettings), in: root, shell: shell)
        #expect(outcome.status == 1)
        #expect(outcome.errors == "cannot write '/etc/app/app.conf': it is a directory\n")
        #expect(!(try root.read("calls")).contains("systemctl"))
    }

    @Test("on OpenRC the command becomes a service, which goes with it")
    func openRC() throws {
        let root = try root()
        #expect(
            try apply(Samples.settings(.openrc, Samples.openRCSettings), in: root, shell: ["/usr/bin/dash"]).status == 0
        )
        #expect(try mode(root, "etc/init.d/holos-command") == 0o755)
        #expect(try apply(Samples.settings(.openrc, GuestSettings()), in: root, shell: ["/usr/bin/dash"]).status == 0)
        let calls = try root.read("calls").split(separator: "\n").filter { $0.hasPrefix("rc-update") }
        #expect(
            calls == ["rc-update --quiet add holos-command default", "rc-update --quiet del holos-command default"])
    }

    // MARK: hook

    @Test(
        "the hook of the seed applies a medium by its serial, tells a failure, and does nothing without one",
        arguments: Self.shells)
    func hook(shell: [String]) throws {
        func run(serial: String, apply: String) throws -> (root: Scratch, outcome: Tool.Outcome) {
            let root = try root()
            try root.write("sys/block/vda/serial", "root")
            try root.write("sys/block/vdb/other", "")
            try root.write("sys/block/vdc/serial", serial)
            try root.write(
                "bin/mount",
                "#!/bin/sh\necho mount \"$@\" >>'\(root.path)/calls'\ncp '\(root.path)/apply' '\(root.path)/run/holos/settings/medium/'\n"
            )
            try root.write("bin/umount", "#!/bin/sh\nrm \"$1/apply\"\n")
            try root.write("apply", apply)
            let script = SettingsHook.script.replacing("/run/", with: "\(root.path)/run/")
                .replacing("/sys/", with: "\(root.path)/sys/")
            try root.write("hook", script + "echo \"status $? ${serial-unset} ${folder-unset}\"\n")
            return (
                root,
                try Tool.run(
                    shell[0], shell.dropFirst() + [root.path("hook")],
                    environment: ["PATH": root.path("bin") + ":/usr/bin:/bin"], directory: root)
            )
        }
        let (none, silent) = try run(serial: "seed", apply: "")
        #expect(silent.output == "status 0 unset unset\n" && silent.errors.isEmpty && !none.exists("run"))

        let (good, done) = try run(
            serial: SettingsMedium.serial, apply: "echo out; ls -ld ${1%/medium} >\"$1/../../seen\"")
        #expect(done.output == "status 0 unset unset\n" && done.errors.isEmpty, "\(done)")
        #expect(try good.read("calls").contains("mount -t iso9660 -o ro,nodev,nosuid,noexec /dev/vdc "))
        #expect(try good.read("run/holos/seen").hasPrefix("drwx------"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: good.path("run/holos")) == ["seen"])

        let (bad, failed) = try run(serial: SettingsMedium.serial, apply: "echo one >&2; echo two >&2; exit 3")
        #expect(failed.output == "status 0 unset unset\n")
        #expect(try bad.read("run/holos/provision-errors") == "settings: one two\n")
        let report = ProvisioningReport.parse(
            "holos-report 1\nholos-section commands\n\(try bad.read("run/holos/provision-errors"))holos-section end\n")
        #expect(report.errors == [ProvisioningReport.Problem(stage: "settings", message: "one two")])
    }
}
