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
        let deploy = keys[ServiceKeys.deploy]?.mapping()
        let replicas = ReplicaDecoder.decode(keys, deploy: deploy)
        let cloudInit = keys[ServiceKeys.cloudInit]?.mapping()
        let ports = keys[ServiceKeys.ports].map { PortDecoder(replicas: replicas).decode($0) } ?? []
        let dependencies = keys[ServiceKeys.dependsOn].map(DependencyDecoder.decode) ?? []
        let (healthCheck, mayBeHealthy) = counting { keys[ServiceKeys.healthCheck].flatMap(HealthCheckDecoder.decode) }
        let (image, build) = image(keys, owner)
        var service = Service(
            name: name, image: image, imageOS: keys[ServiceKeys.imageOS]?.choice(GuestOS.self) ?? .systemd,
            replicas: replicas, machine: MachineDecoder.decode(keys, deploy: deploy), ports: ports.map(\.value),
            dependsOn: dependencies.map(\.value), healthCheck: healthCheck,
            stopGracePeriod: keys[ServiceKeys.stopGracePeriod]?.duration() ?? Service.defaultStopGracePeriod,
            cloudInit: cloudInit.map { CloudInitDecoder().decode($0) } ?? CloudInit())
        service.build = build
        let hostname = HostnameDecoder(replicas: replicas).decode(keys, cloudInit)
        service.hostname = hostname?.value
        let restart = RestartDecoder.decode(keys, deploy: deploy)
        let (command, mayComplete) = counting { ServiceCommandDecoder().decode(keys, restart: restart) }
        service.restart = restart
        service.settings.command = command
        let networks = AttachmentDecoder(context: context, owner: owner, replicas: replicas).decode(keys)
        service.networks = networks.map(\.value)
        let targets = files(keys, owner, &service)
        rest(keys, replicas, &service)
        return DecodedService(
            service: service, place: key, ports: ports, dependencies: dependencies, mayBeHealthy: mayBeHealthy,
            mayComplete: mayComplete, hostname: hostname, networks: networks, targets: targets)
    }

    /// What is read, and whether it is there or has errors of its own.
    private func counting<Value>(_ read: () -> Value?) -> (Value?, Bool) {
        let before = context.log.errorCount
        let value = read()
        return (value, value != nil || context.log.errorCount > before)
    }

    /// With `build`, `image` is a name of its result (Compose Build Specification, "Using `build` and `image`").
    private func image(_ keys: MappingReader, _ owner: String) -> (ImageSource?, Build?) {
        let format = keys[ServiceKeys.imageFormat]?.choice(DiskFormat.self)
        if let reader = keys[ServiceKeys.build] {
            var build = BuildDecoder(context: context, owner: owner).decode(reader)
            if let place = keys.place(of: ServiceKeys.imageFormat) {
                context.log.warning(
                    "`image_format` has no effect with `build`", at: place, hints: ["it says what `image` is"])
            }
            if let name = keys[ServiceKeys.image]?.text(.line) { build?.tags.insert(name, at: 0) }
            return (nil, build)
        }
        // What is made by other means has no image, and is refused already.
        let provider = "provider"
        if let value = keys.node[provider], keys.table.key(provider)?.isIdle(value) == false { return (nil, nil) }
        let image = keys.required(ServiceKeys.image, of: owner, at: key).flatMap {
            ImageDecoder(context: context).decode($0, format: format, leftOut: leftOut(keys))
        }
        return (image, nil)
    }

    /// What the file does not say of its image.
    private func leftOut(_ keys: MappingReader) -> [ImageTrait] {
        func says(_ key: Key, in section: Key) -> Bool { keys[section]?.keys.contains(key.name) ?? false }
        return ImageTrait.allCases.filter { trait in
            switch trait {
            case .user: !says(CloudInitKeys.user, in: ServiceKeys.cloudInit)
            case .os: keys.place(of: ServiceKeys.imageOS) == nil
            case .firmware: !says(MachineKeys.uefi, in: ServiceKeys.vm)
            }
        }
    }

    /// Variables, secrets, configs and mounts; the result are the places that they take.
    private func files(_ keys: MappingReader, _ owner: String, _ service: inout Service) -> [Located<String>] {
        let environment = EnvironmentDecoder(context: context)
        service.settings.environment = environment.environment(keys)
        service.labels = environment.labels(keys)
        func grants(_ key: Key, _ kind: GrantDecoder.Kind) -> [Located<GuestFile>] {
            keys[key].map { GrantDecoder(kind: kind, context: context, owner: owner).decode($0) } ?? []
        }
        let secrets = grants(ServiceKeys.secrets, .secret)
        let configs = grants(ServiceKeys.configs, .config)
        let volumes =
            keys[ServiceKeys.volumes].map { MountDecoder(context: context, owner: owner).decode($0) } ?? []
        let mounts = volumes + (keys[ServiceKeys.tmpfs].map(TmpfsDecoder.decode) ?? [])
        service.settings.secrets = secrets.map(\.value)
        service.settings.configs = configs.map(\.value)
        service.volumes = mounts.map(\.value)
        return (secrets + configs).map { Located($0.value.target, at: $0.node) }
            + mounts.map { Located($0.value.target, at: $0.node) }
    }

    private func rest(_ keys: MappingReader, _ replicas: Int, _ service: inout Service) {
        service.settings.extraHosts = keys[ServiceKeys.extraHosts].map(HostsDecoder.hosts) ?? []
        service.domainName = keys[ServiceKeys.domainName]?.validated(HostName.self)
        service.dnsServers = keys[ServiceKeys.dns].map(HostsDecoder.addresses) ?? []
        service.dnsSearch = keys[ServiceKeys.dnsSearch].map(HostsDecoder.domains) ?? []
        service.devices =
            keys[ServiceKeys.devices].map { DeviceDecoder(context: context, replicas: replicas).decode($0) } ?? []
        service.platform = keys[ServiceKeys.platform].flatMap(PlatformDecoder.decode)
        service.pullPolicy = keys[ServiceKeys.pullPolicy].flatMap(PullPolicyDecoder.decode)
        if service.pullPolicy == .build, service.build == nil {
            keys[ServiceKeys.pullPolicy]?.error("there is no `build`", hints: ["add `build`, or write `missing`"])
        }
        service.postStart = keys[ServiceKeys.postStart].map { HookDecoder(context: context).decode($0) } ?? []
        service.preStop = keys[ServiceKeys.preStop].map { HookDecoder(context: context).decode($0) } ?? []
        service.profiles = keys[ServiceKeys.profiles]?.items()?.compactMap(profile) ?? []
        if let expose = keys[ServiceKeys.expose] { ExposeDecoder.check(expose) }
    }

    private func profile(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        guard ServiceName.isValid(text) else {
            reader.error(
                "invalid profile name \(Wording.quoted(text))", hints: ["expected \(ServiceName.expectation)"])
            return nil
        }
        return text
    }
}
