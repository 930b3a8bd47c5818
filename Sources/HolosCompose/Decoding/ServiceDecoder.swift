internal import HolosModel

/// Reads one entry of `services`.
struct ServiceDecoder {
    let context: DecodingContext
    let name: ServiceName
    /// The node of the name, where what is missing is reported.
    let key: Node

    func decode(_ reader: NodeReader) -> DecodedService? {
        let owner = "service \(Wording.quoted(key.text ?? ""))"
        guard let keys = reader.mapping("in " + owner) else { return nil }
        let replicas = keys[ServiceKeys.replicas]?.integer() ?? 1
        let format = keys[ServiceKeys.imageFormat]?.choice(DiskFormat.self)
        let image = keys.required(ServiceKeys.image, of: owner, at: key).flatMap {
            ImageDecoder(context: context).decode($0, format: format)
        }
        let errorsBefore = context.log.errorCount
        let healthCheck = keys[ServiceKeys.healthCheck].flatMap(HealthCheckDecoder.decode)
        let mayBeHealthy = healthCheck != nil || context.log.errorCount > errorsBefore
        let cloudInit = keys[ServiceKeys.cloudInit]?.mapping()
        return DecodedService(
            name: Located(name, at: key),
            image: image,
            imageOS: keys[ServiceKeys.imageOS]?.choice(GuestOS.self) ?? .systemd,
            replicas: replicas,
            machine: keys[ServiceKeys.vm].flatMap(MachineDecoder.decode) ?? Machine(),
            ports: keys[ServiceKeys.ports].map { PortDecoder(replicas: replicas).decode($0) } ?? [],
            dependencies: keys[ServiceKeys.dependsOn].map(DependencyDecoder.decode) ?? [],
            healthCheck: healthCheck,
            mayBeHealthy: mayBeHealthy,
            stopGracePeriod: keys[ServiceKeys.stopGracePeriod]?.duration() ?? Service.defaultStopGracePeriod,
            cloudInit: cloudInit.map { CloudInitDecoder(replicas: replicas).decode($0) } ?? CloudInit(),
            hostname: cloudInit.flatMap { cloudInit in
                guard let reader = cloudInit[CloudInitKeys.hostname] else { return nil }
                return reader.node.text.flatMap(HostName.init).map { Located($0, at: reader.node) }
            })
    }
}
