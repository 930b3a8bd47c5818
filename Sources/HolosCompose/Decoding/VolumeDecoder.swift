internal import HolosModel

/// Reads the entries of the top level's `volumes`.
struct VolumeDecoder {
    func decode(_ entry: NodeReader.Entry) -> Volume? {
        let key = NodeReader(entry.key, name: "volumes", kind: .text, log: entry.value.log)
        guard let name = key.validated(VolumeName.self) else { return nil }
        var volume = Volume(key: name)
        // `data:` alone is a volume with nothing special about it.
        if entry.value.node.isNull { return volume }
        guard let keys = entry.value.mapping("in the volume \(Wording.quoted(entry.name))") else { return nil }
        volume.name = keys[VolumeKeys.name]?.text(.line)
        let driver = keys[VolumeKeys.driver]?.text(.line)
        volume.driver = driver == "local" ? nil : driver
        volume.driverOptions = keys[VolumeKeys.driverOptions]?.dictionary() ?? [:]
        volume.isExternal = keys[VolumeKeys.external].flatMap(ExternalDecoder.decode) ?? false
        volume.size = keys[VolumeKeys.size].flatMap(MachineDecoder.diskSize)
        volume.labels = keys[VolumeKeys.labels]?.dictionary() ?? [:]
        if volume.isExternal { ExternalDecoder.checkAlone(keys, besides: VolumeKeys.name, VolumeKeys.external) }
        return volume
    }
}
