import HolosModel

@testable import HolosProvision

extension Samples {
    /// Values that anything between the file and the process could spoil.
    static let nastyEnvironment = [
        "PLAIN": "one two", "EMPTY": "", "QUOTES": #"it's "x""#, "SHELL_TEXT": "$HOME `id` $(id) \\ 100% %n ~ *",
        "LINES": "one\ntwo\n", "BELL": "a\u{7}b\r", "TAB": "a\tb", "BACK": #"a\\b\"#, "UMLAUT": "grüße 🙂",
        "discovery.type": "single-node",
    ]

    static let nastyWords = [
        "a b", "it's", "\"", "$HOME", "`id`", "", "*", "-n", "%n %% \\x41 \\", "new\nline\n", "tab\t", "ünï🙂", "!x",
        "~", ";", "&&", "#", "\u{1b}[31m", "e\u{301}'",
    ]

    static func settings(_ os: GuestOS, _ settings: GuestSettings, contents: [String: String] = [:]) -> SettingsInput {
        var service = Service(name: ServiceName(unchecked: "web"), image: nil, imageOS: os)
        service.settings = settings
        func files(_ files: [GuestFile]) -> [SettingsInput.File] {
            files.map { SettingsInput.File($0, content: Array((contents[$0.name] ?? $0.name).utf8)) }
        }
        return SettingsInput(
            service: service, secrets: files(settings.secrets), configs: files(settings.configs),
            hostGateway: IPv4Address(value: 0x0a00_0202))
    }

    /// Every kind of setting.
    static let allSettings: GuestSettings = {
        var settings = GuestSettings()
        settings.environment = nastyEnvironment
        var command = ServiceCommand(argv: ["/usr/bin/server", "--name", "it's 100%"])
        command.user = "www-data:adm"
        command.groups = ["video", "1001"]
        command.limits = [
            ResourceLimit(name: "core", soft: 0, hard: 0), ResourceLimit(name: "nofile", soft: 1024, hard: nil),
        ]
        command.workingDirectory = "/srv/it's here"
        command.stopSignal = "SIGQUIT"
        command.restart = .onFailure(maximum: 3)
        settings.command = command
        settings.extraHosts = [
            HostEntry(name: HostName(unchecked: "host.docker.internal"), address: nil),
            HostEntry(name: HostName(unchecked: "six"), address: IPAddress("2001:db8::1")),
        ]
        settings.secrets = [
            GuestFile(name: "password", source: .file("/p"), target: "/run/secrets/password", mode: 0o400),
            GuestFile(name: "token", source: .environment("T"), target: "/etc/app/token", uid: 33, gid: 33),
        ]
        settings.configs = [
            GuestFile(
                name: "conf", source: .content("c"), target: "/etc/app/app.conf", uid: 1000, gid: 1000, mode: 0o640)
        ]
        return settings
    }()

    /// What of them OpenRC can do.
    static let openRCSettings: GuestSettings = {
        var settings = allSettings
        settings.command?.user = "www-data"
        settings.command?.groups = []
        settings.command?.limits = []
        return settings
    }()

    /// Only a command, as few words as possible.
    static func command(_ argv: [String], restart: RestartPolicy = .never) -> GuestSettings {
        var settings = GuestSettings()
        settings.command = ServiceCommand(argv: argv)
        settings.command?.restart = restart
        return settings
    }
}
