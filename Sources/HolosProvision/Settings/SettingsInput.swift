package import HolosModel

/// Everything that the settings medium of a service depends on: the same input renders to the same bytes.
package struct SettingsInput: Hashable, Sendable {
    /// A secret or config with what it holds. A secret: whatever prints one prints no content.
    package struct File: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
        package let file: GuestFile
        package let content: [UInt8]

        package init(_ file: GuestFile, content: [UInt8]) {
            self.file = file
            self.content = content
        }

        package var description: String { "`\(file.name)`, \(content.count) bytes" }
        package var debugDescription: String { description }
    }

    /// Which init system runs the command.
    package let os: GuestOS
    package let environment: [String: String]
    /// nil: nothing is run.
    package let command: ServiceCommand?
    package let extraHosts: [HostEntry]
    package let secrets: [File]
    package let configs: [File]
    /// How long the command may take to end when the guest shuts down.
    package let stopGracePeriod: TimeSpan
    /// What `host-gateway` stands for.
    package let hostGateway: IPv4Address
    /// What stands before every path in the guest; tests set it.
    package var root = ""

    package init(
        service: Service, secrets: [File], configs: [File], hostGateway: IPv4Address
    ) {
        os = service.imageOS
        environment = service.settings.environment
        command = service.settings.command
        extraHosts = service.settings.extraHosts
        self.secrets = secrets
        self.configs = configs
        stopGracePeriod = service.stopGracePeriod
        self.hostGateway = hostGateway
    }
}
