import HolosModel
import Testing

@testable import HolosProvision

@Suite("Settings check")
struct SettingsCheckTests {
    @Test("lets everything through that a guest can be given")
    func good() {
        #expect(SettingsCheck.problems(of: Samples.allSettings, os: .systemd).isEmpty)
        #expect(SettingsCheck.problems(of: Samples.openRCSettings, os: .openrc).isEmpty)
        #expect(SettingsCheck.problems(of: GuestSettings(), os: .systemd).isEmpty)
    }

    @Test("refuses what could become something else in a unit, a script or a list")
    func bad() {
        var settings = GuestSettings()
        settings.environment = ["A B": "", "-u": "", "C": "\0"]
        var command = ServiceCommand(argv: [""])
        command.user = "root\nExecStart=/bin/evil"
        command.workingDirectory = "srv/../x"
        command.stopSignal = "KILL\nX"
        command.groups = ["adm\nUser=root"]
        command.limits = [ResourceLimit(name: "nofile=1\nUser", soft: 1, hard: 1)]
        settings.command = command
        settings.secrets = [
            GuestFile(name: "a", source: .file("/a"), target: "/run/secrets/../\u{301}/etc/shadow"),
            GuestFile(name: "b", source: .file("/b"), target: "/etc/x\ny"),
        ]
        settings.configs = [
            GuestFile(name: "c", source: .file("/c"), target: "/etc/c"),
            GuestFile(name: "d", source: .file("/d"), target: "/etc/c"),
        ]
        let problems = SettingsCheck.problems(of: settings, os: .systemd)
        #expect(problems.count == 12, "\(problems)")
        for word in [
            "`A B`", "`-u`", "`C`", "program", "`user`", "`working_dir`", "`stop_signal`", "`group_add`", "`ulimits`",
            "`a`", "`b`", "`/etc/c`",
        ] {
            #expect(problems.contains { $0.contains(word) }, "\(word)")
        }
    }

    @Test("says that OpenRC cannot give a command a group")
    func openRC() {
        var settings = Samples.command(["true"])
        settings.command?.user = "app:app"
        #expect(SettingsCheck.problems(of: settings, os: .systemd).isEmpty)
        #expect(SettingsCheck.problems(of: settings, os: .openrc).count == 1)
    }
}
