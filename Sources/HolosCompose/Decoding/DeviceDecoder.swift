internal import HolosModel

/// Reads `devices`.
struct DeviceDecoder {
    let context: DecodingContext
    let replicas: Int

    func decode(_ reader: NodeReader) -> [HostDevice] {
        let devices = reader.sections().compactMap(device)
        if !devices.isEmpty, replicas > 1 {
            reader.error("\(replicas) replicas cannot share a device", hints: ["set `replicas: 1`"])
        }
        return devices
    }

    private func device(_ keys: MappingReader) -> HostDevice? {
        let rom = keys[DeviceKeys.romFile].flatMap { PathDecoder(context: context).decode($0) }
        let pci = keys[DeviceKeys.pci]
        let usb = keys[DeviceKeys.usb]
        guard (pci == nil) != (usb == nil) else {
            // A device in docker's words was refused already.
            let isRefused = keys.pairs.contains { keys.table.key($0.key.text ?? "")?.fate.isRead == false }
            if !isRefused {
                keys.log.error(
                    "a device is either `pci` or `usb`", at: keys.node,
                    hints: ["write `{ pci: \"0000:01:00.0\" }` or `{ usb: \"046d:c52b\" }`"])
            }
            return nil
        }
        if usb != nil, let place = keys.place(of: DeviceKeys.romFile) {
            keys.log.error("`rom_file` belongs to a PCI device", at: place, hints: ["remove it"])
        }
        if let pci { return address(pci).map { .pci(address: $0, romFile: rom) } }
        return usb.flatMap(identity)
    }

    /// `[domain:]bus:device.function`, with the domain in the result.
    private func address(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        var parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 { parts.insert("0000", at: 0) }
        let last = (parts.last ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, last.count == 2, isHexadecimal(parts[0], 4), isHexadecimal(parts[1], 2),
            isHexadecimal(last[0], 2), UInt8(last[0], radix: 16).map({ $0 < 32 }) == true, last[1].count == 1,
            ("0"..."7").contains(last[1])
        else {
            reader.error(
                "expected the address of a PCI device, found \(Wording.quoted(text))",
                hints: ["write it as `lspci -D` shows it: `0000:01:00.0`"])
            return nil
        }
        return parts.joined(separator: ":")
    }

    private func identity(_ reader: NodeReader) -> HostDevice? {
        guard let text = reader.text(.line) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ isHexadecimal($0, 4) }), let vendor = UInt16(parts[0], radix: 16),
            let product = UInt16(parts[1], radix: 16)
        else {
            reader.error(
                "expected the vendor and product of a USB device, found \(Wording.quoted(text))",
                hints: ["write them as `lsusb` shows them: `046d:c52b`"])
            return nil
        }
        return .usb(vendor: vendor, product: product)
    }

    private func isHexadecimal(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy(\.isHexadecimalDigit)
    }
}
