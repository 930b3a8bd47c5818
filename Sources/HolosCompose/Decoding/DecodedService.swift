package import HolosModel

/// A service as far as it could be read, with the places that checks across services report.
package struct DecodedService: Sendable {
    /// What holds where something could not be read is the default: after an error nobody uses it but such checks.
    package let service: Service
    /// Where the key below `services` stands.
    package let place: Node
    package let ports: [Located<PortForward>]
    package let dependencies: [Located<Dependency>]
    /// Whether there is a health check, or one with errors of its own.
    package let mayBeHealthy: Bool
    /// Whether there is a command, or one with errors of its own.
    package let mayComplete: Bool
    /// Where `hostname` or `cloud_init.hostname` stands.
    package let hostname: Located<HostName>?
    package let networks: [Located<NetworkAttachment>]
    /// Everything that takes a place in the guest's file system, with its target.
    package let targets: [Located<String>]

    package var name: Located<ServiceName> { Located(service.name, at: place) }
    package var replicas: Int { service.replicas }
}
