internal import HolosModel

extension ServiceDocument {
    /// What the guest is told on every boot.
    func addGuest(to map: inout YAMLMap) {
        let settings = service.settings
        map.add("hostname", service.hostname.map { .string($0.text) })
        map.add("domainname", service.domainName.map { .string($0.text) })
        if let command = settings.command {
            map.append("command", .strings(command.argv))
            map.add("user", command.user.map(YAMLValue.string))
            map.add("group_add", .strings(command.groups))
            map.add("working_dir", command.workingDirectory.map(YAMLValue.string))
            map.add("stop_signal", command.stopSignal.map(YAMLValue.string))
            map.add("ulimits", .named(command.limits, limit))
        }
        map.add("environment", .pairs(settings.environment))
        map.add("labels", .pairs(service.labels))
        map.add("dns", .texts(service.dnsServers))
        map.add("dns_search", .texts(service.dnsSearch))
        map.add("extra_hosts", .hosts(settings.extraHosts))
    }

    /// What the guest is connected to and what it can see of the host.
    func addResources(to map: inout YAMLMap) {
        map.add("ports", .list(service.ports.map(port)))
        map.add("networks", .named(service.networks) { ($0.network.text, attachment($0)) })
        let mounts = MountDocument(mounts: service.volumes)
        map.add("volumes", .list(mounts.long))
        map.add("tmpfs", .strings(mounts.short))
        map.add("secrets", .list(service.settings.secrets.map(YAMLValue.grant)))
        map.add("configs", .list(service.settings.configs.map(YAMLValue.grant)))
    }

    private func port(_ port: PortForward) -> YAMLValue {
        var map: YAMLMap = ["target": .int(Int(port.guestPort))]
        map.add(
            "published",
            port.hostPorts.map { ports in
                .string(ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)")
            })
        map.append("host_ip", .string("\(port.hostAddress)"))
        map.append("protocol", .string(port.transport.rawValue))
        // Without effect, but there for those who know it from docker compose.
        map.append("mode", "ingress")
        return .map(map)
    }

    private func limit(_ limit: ResourceLimit) -> (String, YAMLValue) {
        (limit.name, ["soft": .int(limit.soft ?? -1), "hard": .int(limit.hard ?? -1)])
    }

    /// null, as docker compose has it, where nothing is said but the network's name.
    private func attachment(_ attachment: NetworkAttachment) -> YAMLValue {
        var map = YAMLMap()
        map.add("aliases", .texts(attachment.aliases))
        map.add("ipv4_address", attachment.ipv4Address.map { .string("\($0)") })
        map.add("ipv6_address", attachment.ipv6Address.map { .string("\($0)") })
        map.add("mac_address", attachment.macAddress.map { .string("\($0)") })
        map.add("interface_name", attachment.interfaceName.map(YAMLValue.string))
        map.add("priority", attachment.priority == 0 ? nil : .int(attachment.priority))
        map.add("gw_priority", attachment.gatewayPriority == 0 ? nil : .int(attachment.gatewayPriority))
        return map.entries.isEmpty ? .null : .map(map)
    }
}

extension YAMLValue {
    /// A secret or a config where it is used.
    static func grant(_ file: GuestFile) -> YAMLValue {
        [
            "source": .string(file.name), "target": .string(file.target), "uid": .string("\(file.uid)"),
            "gid": .string("\(file.gid)"), "mode": .string(octal(file.mode)),
        ]
    }

    /// Lines of `/etc/hosts`, in their order.
    static func hosts(_ entries: [HostEntry]) -> YAMLValue {
        .strings(entries.map { entry in "\(entry.name)=\(entry.address.map { "\($0)" } ?? "host-gateway")" })
    }

    /// Permission bits in four octal digits.
    static func octal(_ mode: UInt16) -> String {
        String(String(0o10000 + Int(mode & 0o7777), radix: 8).dropFirst())
    }
}
