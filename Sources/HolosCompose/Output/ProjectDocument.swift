package import HolosModel
internal import HolosSystem

/// A project as the compose file that says all of it outright: long forms, absolute paths, no variables, no extensions.
/// Decoded, it is the same project again.
///
/// What is secret is not in it: a project knows where secrets come from, and only that is shown.
package struct ProjectDocument: Sendable {
    package let project: Project

    package init(_ project: Project) { self.project = project }

    /// The whole file. A `$` of a value stands as `$$`, so that reading it again replaces nothing.
    package var value: YAMLValue {
        var file: YAMLMap = ["name": .string(project.name.text)]
        file.append("services", .named(project.services) { ($0.name.text, .map(ServiceDocument(service: $0).map)) })
        file.add("networks", .named(project.networks) { ($0.key.text, network($0)) })
        file.add("volumes", .named(project.volumes) { ($0.key.text, volume($0)) })
        file.add("secrets", .named(secrets, content))
        file.add("configs", .named(sources(\.configs), content))
        return YAMLValue.map(file).escapingVariables
    }

    /// SHA-256 of a service's part of the file, in hexadecimal digits; nil where there is no such service. It changes
    /// with what holos makes of the service, not with how the file puts it.
    package func hash(of name: ServiceName) -> String? {
        project.service(name).map { service in
            Digest.sha256(Array(YAMLValue.map(ServiceDocument(service: service).map).json.utf8))
        }
    }

    /// The images of all services, sorted; one that is only built has the project's and the service's name.
    package var images: [String] {
        Set(project.services.map { ServiceDocument(service: $0).image ?? "\(project.name)-\($0.name)" }).sorted()
    }

    /// The profiles that services belong to, sorted.
    package var profiles: [String] { Set(project.services.flatMap(\.profiles)).sorted() }

    private func network(_ network: Network) -> YAMLValue {
        var map = YAMLMap()
        map.add("name", network.name.map(YAMLValue.string))
        map.add("driver", network.driver.map(YAMLValue.string))
        map.add("driver_opts", .pairs(network.driverOptions))
        map.add("external", .flag(network.isExternal))
        map.add("internal", .flag(network.isInternal))
        map.add("enable_ipv6", .flag(network.hasIPv6))
        if !network.subnets.isEmpty { map.append("ipam", ["config": .list(network.subnets.map(subnet))]) }
        map.add("labels", .pairs(network.labels))
        return .map(map)
    }

    private func subnet(_ subnet: Network.Subnet) -> YAMLValue {
        var map: YAMLMap = ["subnet": .string("\(subnet.subnet)")]
        map.add("ip_range", subnet.range.map { .string("\($0)") })
        map.add("gateway", subnet.gateway.map { .string("\($0)") })
        // The file's names for these are comments: nothing refers to them.
        map.add(
            "aux_addresses", .named(Array(subnet.reserved.enumerated())) { ("reserved-\($0 + 1)", .string("\($1)")) })
        return .map(map)
    }

    private func volume(_ volume: Volume) -> YAMLValue {
        var map = YAMLMap()
        map.add("name", volume.name.map(YAMLValue.string))
        map.add("driver", volume.driver.map(YAMLValue.string))
        map.add("driver_opts", .pairs(volume.driverOptions))
        map.add("external", .flag(volume.isExternal))
        map.add("size", volume.size.map { .string("\($0)") })
        map.add("labels", .pairs(volume.labels))
        return .map(map)
    }

    /// What services are given of one kind, sorted by name.
    private func sources(_ kind: KeyPath<GuestSettings, [GuestFile]>) -> [GuestFile] {
        project.services.flatMap { $0.settings[keyPath: kind] }.sorted { $0.name < $1.name }
    }

    private var secrets: [GuestFile] {
        let ofBuilds = project.services.flatMap { $0.build?.secrets ?? [] }
        return (sources(\.secrets) + ofBuilds).sorted { $0.name < $1.name }
    }

    private func content(of file: GuestFile) -> (String, YAMLValue) {
        switch file.source {
        case .file(let path): (file.name, ["file": .string(path)])
        case .environment(let variable): (file.name, ["environment": .string(variable)])
        case .content(let text): (file.name, ["content": .string(text)])
        }
    }
}
