/// A device of the host that is given to a guest (`devices:` of the file).
package enum HostDevice: Hashable, Sendable, Codable {
    /// A PCI device by its address, e.g. `0000:01:00.0`; `romFile` an absolute path.
    case pci(address: String, romFile: String?)
    /// A USB device, four hexadecimal digits each.
    case usb(vendor: UInt16, product: UInt16)
}
