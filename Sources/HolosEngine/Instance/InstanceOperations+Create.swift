internal import FoundationEssentials
internal import HolosGuest
internal import HolosModel
internal import HolosNetwork
internal import HolosProvision
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension InstanceOperations {
    /// Makes the instance's overlay, host key and seed. Repeats from the beginning what was cut off: an instance in
    /// phase `creating` has never run.
    func create(_ name: InstanceName, as identity: Identity) async throws {
        guard let service = services[name], let image = host.images[service.name] else {
            preconditionFailure("the plan creates \(name), which the project does not have")
        }
        tell(name, .creating)
        let paths = paths(name)
        try Files.removeTree(paths.directory)
        try Files.makeDirectory(paths.directory)
        guard let sshPort = identity.sshPort ?? ports.choose(.loopback),
            let bound = ports.bind(service.ports, previous: identity.ports)
        else { throw InstanceError.noPortLeft(name) }
        var record = InstanceRecord(
            project: store.paths.name, name: name, id: UUID(), created: Date(), service: service,
            hostname: service.hostname(of: name), phase: .creating, base: image,
            diskSize: service.machine.diskSize ?? image.virtualSize,
            interfaces: [
                InterfaceRecord(network: UserModeNetwork.name, mac: identity.mac, address: identity.address)
            ], sshPort: sshPort, ports: bound, socketDirectory: try paths.socketDirectory().string)
        try project.save(record)

        let complete = record
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await host.overlays.make(
                    at: paths.disk, on: complete.base, size: complete.service.machine.diskSize)
            }
            group.addTask { try await makeSeed(complete) }
            try await group.waitForAll()
        }
        record.phase = .stopped
        try project.save(record)
        tell(name, .created)
    }

    private func makeSeed(_ record: InstanceRecord) async throws {
        let paths = paths(record.name)
        let hostKey = SSHKeyPair(comment: record.hostKeyAlias)
        let seed = SeedRenderer.render(
            SeedInput(
                project: record.project, instance: record.name, instanceID: "iid-\(record.id.uuidString.lowercased())",
                hostname: record.hostname, os: record.service.imageOS, cloudInit: record.service.cloudInit,
                authorizedKeys: [try Files.text(store.paths.sshPublicKey).withoutLineEnd]
                    + record.service.cloudInit.sshAuthorizedKeys,
                hostKeyPrivate: hostKey.privateKey, hostKeyPublic: hostKey.publicKey,
                interfaces: record.interfaces.enumerated().map {
                    GuestInterface(index: $0, interface: $1, service: record.service)
                }))
        try Files.makeDirectory(paths.seedFiles)
        for file in seed.files {
            try Files.write(Array(file.content.utf8), to: paths.seedFiles.appending(file.name))
        }
        try await context.runner.require(
            Command(
                host.seedBuilder.path,
                SeedMedium.arguments(
                    host.seedBuilder.tool, folder: paths.seedFiles.string, output: paths.seed.string)))
        try Files.sync(paths.seed)
        let known = SSHEndpoint.knownHostsLine(alias: record.hostKeyAlias, publicKey: hostKey.publicKey)
        try Files.writeAtomically(Array(known.utf8), to: paths.knownHosts)
        // The seed has it all now; a private key in fewer places is better.
        try Files.removeTree(paths.seedFiles)
    }
}

extension GuestInterface {
    /// How the guest configures an interface of the record; the first one leads to the host and beyond.
    fileprivate init(index: Int, interface: InterfaceRecord, service: Service) {
        let resolvers = service.dnsServers.isEmpty ? [.v4(UserModeNetwork.nameserver)] : service.dnsServers
        self.init(
            name: "eth\(index)", mac: interface.mac, ipv4: interface.address,
            prefixLength: UserModeNetwork.prefixLength, gateway: UserModeNetwork.gateway,
            nameservers: index == 0 ? resolvers : [], searchDomains: index == 0 ? service.dnsSearch : [])
    }
}

extension FilePath {
    /// The path with the text added to its last component.
    func appendingSuffix(_ suffix: String) -> FilePath { FilePath(string + suffix) }
}
