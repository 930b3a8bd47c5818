internal import HolosModel
internal import HolosNetwork
internal import HolosState

/// What a new instance is known by. One that takes the place of another is known by the same.
struct Identity: Sendable {
    let address: IPv4Address
    let mac: MACAddress
    /// nil: any that is free.
    let sshPort: UInt16?
    /// Ports that holos chose before.
    let ports: [BoundPort]

    /// Addresses for new instances: those that they had, else the lowest that no other has, so that nothing that exists
    /// moves. What kept instances have is left to them as long as there are others.
    static func allocate(_ created: [InstanceName], _ observed: ObservedState) throws -> [InstanceName: Identity] {
        let staying = observed.instances.filter { !created.contains($0.name) }.flatMap { $0.record?.interfaces ?? [] }
        let kept = observed.kept.compactMap(\.record)
        // The later one counts; what stands in the place now is later than anything that is kept.
        let earlier = Dictionary(
            (kept + created.compactMap { observed[$0]?.record }).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var taken = staying
        var identities: [InstanceName: Identity] = [:]
        for name in created.sorted() {
            guard let record = earlier[name], let interface = record.interfaces.first,
                !taken.contains(where: { $0.address == interface.address || $0.mac == interface.mac })
            else { continue }
            taken.append(interface)
            identities[name] = Identity(
                address: interface.address, mac: interface.mac, sshPort: record.sshPort, ports: record.ports)
        }
        var allocator = AddressAllocator(
            addresses: (taken + kept.flatMap(\.interfaces)).map(\.address),
            macs: (taken + kept.flatMap(\.interfaces)).map(\.mac))
        var generator = SystemRandomNumberGenerator()
        for name in created.sorted() where identities[name] == nil {
            let mac = allocator.mac(using: &generator)
            if allocator.isFull {
                allocator = AddressAllocator(
                    addresses: taken.map(\.address) + identities.values.map(\.address), macs: taken.map(\.mac))
            }
            guard let address = allocator.userAddress() else { throw InstanceError.noAddressLeft(name) }
            identities[name] = Identity(address: address, mac: mac, sshPort: nil, ports: [])
        }
        return identities
    }
}
