package import HolosModel

/// The addresses of QEMU's user-mode network (qemu(1), "-netdev user"). Each instance has one of its own; that every
/// instance of a project still gets an address of its own there keeps logs and listings unambiguous.
package enum UserModeNetwork {
    package static let name = "user"
    package static let subnet = IPv4Address(value: 0x0a00_0200)
    package static let prefixLength = 24
    /// The host, as the guest sees it.
    package static let gateway = IPv4Address(value: 0x0a00_0202)
    /// Forwards to the host's resolver.
    package static let nameserver = IPv4Address(value: 0x0a00_0203)
    /// QEMU's own first DHCP address to the last of the subnet.
    package static let guests = 0x0a00_020f...UInt32(0x0a00_02fe)
}
