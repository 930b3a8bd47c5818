internal import HolosModel

/// Reads `hostname` of a service and of its `cloud_init`, which must agree.
struct HostnameDecoder {
    let replicas: Int

    func decode(_ service: MappingReader, _ cloudInit: MappingReader?) -> Located<HostName>? {
        let own = service[ServiceKeys.hostname]
        let seed = cloudInit?[CloudInitKeys.hostname]
        var agreed = Agreement<HostName>()
        agreed.add(own.flatMap(hostname), "hostname", own)
        agreed.add(seed.flatMap(hostname), "cloud_init.hostname", seed)
        guard let value = agreed.value, let reader = own ?? seed else { return nil }
        return Located(value, at: reader.node)
    }

    private func hostname(_ reader: NodeReader) -> HostName? {
        guard let name = reader.validated(HostName.self) else { return nil }
        guard replicas <= 1 else {
            reader.error(
                "\(replicas) replicas cannot all be called `\(name)`",
                hints: ["leave `hostname` out: each instance is called by its own name"])
            return nil
        }
        return name
    }
}
