internal import HolosModel

/// Reads `vm`, and the keys of the specification that say the same.
enum MachineDecoder {
    static func decode(_ service: MappingReader, deploy: MappingReader?) -> Machine {
        let keys = service[ServiceKeys.vm]?.mapping()
        let resources = ResourceDecoder(service, deploy: deploy)
        let defaults = Machine()
        return Machine(
            vcpu: resources.processors(keys) ?? defaults.vcpu,
            memory: resources.memory(keys) ?? defaults.memory,
            diskSize: keys?[MachineKeys.diskSize].flatMap(diskSize),
            type: keys?[MachineKeys.machine].flatMap { word($0, besides: "-_.") } ?? defaults.type,
            cpuModel: keys?[MachineKeys.cpuModel].flatMap { word($0, besides: "-_.+=,") },
            uefi: keys?[MachineKeys.uefi]?.boolean() ?? defaults.uefi,
            accel: keys?[MachineKeys.accel]?.choice(AccelPreference.self) ?? defaults.accel,
            extraArgs: keys?[MachineKeys.extraArgs]?.texts() ?? [])
    }

    static func memory(_ reader: NodeReader) -> ByteSize? {
        if let text = reader.node.text, text.utf8.last?.isDigit == false, let size = ByteSize(text) {
            reader.unexpected(hints: ["the unit is MiB: write `\(size.bytes >> 20)`"])
            return nil
        }
        return reader.integer().map { ByteSize.mebibytes(Int64($0)) }
    }

    static func diskSize(_ reader: NodeReader) -> ByteSize? {
        guard let size = reader.byteSize() else { return nil }
        guard size >= .mebibytes(1) else {
            reader.error(
                "expected at least 1 MiB, found \(Wording.quoted(reader.node.text ?? ""))",
                hints: ["a number without a unit counts bytes: write for example `10G`"])
            return nil
        }
        return size
    }

    /// A word of QEMU's command line: nothing that could begin another option or another device.
    private static func word(_ reader: NodeReader, besides allowed: String) -> String? {
        guard let text = reader.text(.line) else { return nil }
        func isPlain(_ byte: UInt8) -> Bool { byte.isLowercaseLetter || byte.isUppercaseLetter || byte.isDigit }
        guard let first = text.utf8.first, isPlain(first),
            text.utf8.allSatisfy({ isPlain($0) || allowed.utf8.contains($0) })
        else {
            reader.error(
                "\(Wording.quoted(text)) is not a word of QEMU's",
                hints: ["expected letters, digits and `\(allowed)`, a letter or digit first"])
            return nil
        }
        return text
    }
}
