/// A port of the host that leads to a port of the guest (Compose Specification, `ports`).
package struct PortForward: Hashable, Sendable, Codable {
    package enum Transport: String, Hashable, Sendable, Codable, CaseIterable { case tcp, udp }

    /// Address of the host to listen on.
    package let hostAddress: IPAddress
    /// Where the host port is taken from; one that is fixed is a range of one. nil: any, chosen by the kernel when the
    /// instance is created, and kept.
    package let hostPorts: ClosedRange<UInt16>?
    package let guestPort: UInt16
    package let transport: Transport

    package init(
        hostAddress: IPAddress = .v4(.loopback), hostPorts: ClosedRange<UInt16>?, guestPort: UInt16,
        transport: Transport = .tcp
    ) {
        self.hostAddress = hostAddress
        self.hostPorts = hostPorts
        self.guestPort = guestPort
        self.transport = transport
    }

    /// The host port where the file fixes it.
    package var hostPort: UInt16? {
        hostPorts.flatMap { $0.count == 1 ? $0.lowerBound : nil }
    }
}
