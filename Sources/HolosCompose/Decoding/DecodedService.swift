package import HolosModel

/// A service as far as it could be read, with the places that checks across services report.
package struct DecodedService: Sendable {
    /// The key below `services`.
    package let name: Located<ServiceName>
    /// nil after an error that leaves no image.
    package let image: ImageSource?
    package let imageOS: GuestOS
    package let replicas: Int
    package let machine: Machine
    package let ports: [Located<PortForward>]
    package let dependencies: [Located<Dependency>]
    package let healthCheck: HealthCheck?
    /// Whether there is a health check, or one with errors of its own.
    package let mayBeHealthy: Bool
    package let stopGracePeriod: TimeSpan
    package let cloudInit: CloudInit
    /// Where `cloud_init.hostname` stands.
    package let hostname: Located<HostName>?

    /// The service of the model; nil when there is no image.
    package var service: Service? {
        image.map {
            var service = Service(
                name: name.value, image: $0, imageOS: imageOS, replicas: replicas, machine: machine,
                ports: ports.map(\.value), dependsOn: dependencies.map(\.value), healthCheck: healthCheck,
                stopGracePeriod: stopGracePeriod, cloudInit: cloudInit)
            service.hostname = hostname?.value
            return service
        }
    }
}
