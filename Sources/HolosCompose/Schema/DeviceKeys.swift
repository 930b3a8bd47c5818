/// An entry of `services.<name>.devices`.
package enum DeviceKeys {
    package static let pci = Key("pci", .text, "address of a PCI device, e.g. `0000:01:00.0`", fate: .planned)
    package static let romFile = Key("rom_file", .text, "path of its option ROM", fate: .planned)
    package static let usb = Key("usb", .text, "a USB device, `vendor:product`, e.g. `046d:c52b`", fate: .planned)

    private static let file = "a device file of the host's kernel cannot be given to another kernel"
    private static let hint = "name the device itself: `{ pci: \"0000:01:00.0\" }` or `{ usb: \"046d:c52b\" }`"

    package static let table = KeyTable(
        "in `devices`",
        keys: [
            pci, romFile, usb, .refused("source", file, hint: hint), .refused("target", file, hint: hint),
            .refused("permissions", file, hint: hint),
        ])
}
