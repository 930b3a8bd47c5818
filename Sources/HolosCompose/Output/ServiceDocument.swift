internal import HolosModel

/// A service as the compose file has it, in long forms.
struct ServiceDocument {
    let service: Service

    /// Its keys. What holos chooses by itself for the machine, the login and the health check is there as well; where
    /// that is nothing, the key is missing.
    var map: YAMLMap {
        var map = YAMLMap()
        addOrigin(to: &map)
        addMachine(to: &map)
        addGuest(to: &map)
        addResources(to: &map)
        addLife(to: &map)
        map.add("cloud_init", .map(CloudInitDocument(cloudInit: service.cloudInit, namesUser: !isLeftOut(.user)).map))
        return map
    }

    /// The path, name or address of the base disk, or the name of what is built; nil where that has none.
    var image: String? { service.image?.location ?? service.build?.tags.first }

    private func isLeftOut(_ trait: ImageTrait) -> Bool { service.image?.leftOut.contains(trait) ?? false }

    private func addOrigin(to map: inout YAMLMap) {
        map.add("profiles", .strings(service.profiles))
        map.add("image", image.map(YAMLValue.string))
        map.add("image_format", (service.image?.format).map { .string($0.rawValue) })
        if !isLeftOut(.os) { map.append("image_os", .string(service.imageOS.rawValue)) }
        map.add("build", service.build.map { .map(BuildDocument(build: $0).map) })
        map.add("pull_policy", service.pullPolicy.map { .string($0.text) })
        map.add("platform", service.platform.map { .string("\($0)") })
    }

    private func addMachine(to map: inout YAMLMap) {
        let machine = service.machine
        var vm: YAMLMap = ["vcpu": .int(machine.vcpu), "memory_mb": .int(Int(machine.memory.bytes >> 20))]
        vm.add("disk_size", machine.diskSize.map { .string("\($0)") })
        vm.append("machine", .string(machine.type))
        vm.add("cpu_model", machine.cpuModel.map(YAMLValue.string))
        if !isLeftOut(.firmware) { vm.append("uefi", .bool(machine.uefi)) }
        vm.append("accel", .string(machine.accel.rawValue))
        vm.add("extra_args", .strings(machine.extraArgs))
        map.append("replicas", .int(service.replicas))
        map.append("vm", .map(vm))
        map.add("devices", .list(service.devices.map(device)))
    }

    private func device(_ device: HostDevice) -> YAMLValue {
        switch device {
        case .pci(let address, let rom):
            var map: YAMLMap = ["pci": .string(address)]
            map.add("rom_file", rom.map(YAMLValue.string))
            return .map(map)
        case .usb(let vendor, let product): return ["usb": .string("\(hex(vendor)):\(hex(product))")]
        }
    }

    private func hex(_ number: UInt16) -> String { String(String(0x10000 + Int(number), radix: 16).dropFirst()) }
}
