package import HolosModel

/// Hands out what identifies an instance on its networks. Allocated once and recorded: nothing moves when replicas
/// come and go.
package struct AddressAllocator: Sendable {
    private var addresses: Set<IPv4Address>
    private var macs: Set<MACAddress>

    /// - Parameters: what the project's instances have already.
    package init(addresses: some Sequence<IPv4Address>, macs: some Sequence<MACAddress>) {
        self.addresses = Set(addresses)
        self.macs = Set(macs)
    }

    /// The lowest address of the user-mode network that is free in the project; nil when all 240 are taken.
    package mutating func userAddress() -> IPv4Address? {
        guard let free = freeUserAddress else { return nil }
        addresses.insert(free)
        return free
    }

    /// Whether no address of the user-mode network is left.
    package var isFull: Bool { freeUserAddress == nil }

    private var freeUserAddress: IPv4Address? {
        UserModeNetwork.guests.lazy.map(IPv4Address.init(value:)).first { !addresses.contains($0) }
    }

    /// A random address in QEMU's range, unlike any other of the project.
    package mutating func mac(using generator: inout some RandomNumberGenerator) -> MACAddress {
        while true {
            let bits = UInt32.random(in: 0..<(1 << 24), using: &generator)
            let mac = MACAddress.qemu(UInt8(bits >> 16), UInt8(bits >> 8 & 255), UInt8(bits & 255))
            if macs.insert(mac).inserted { return mac }
        }
    }
}
