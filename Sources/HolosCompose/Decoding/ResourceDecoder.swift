internal import HolosModel

/// Reads processors and memory: `vm`, `cpus`, `mem_limit` and what `deploy.resources` says.
///
/// Limits and `vm` say the same of a VM and must agree. A reservation counts where there is no limit, and must not be
/// higher than one.
struct ResourceDecoder {
    private let service: MappingReader
    private let limits: MappingReader?
    private let reservations: MappingReader?

    init(_ service: MappingReader, deploy: MappingReader?) {
        self.service = service
        let resources = deploy?[DeployKeys.resources]?.mapping()
        limits = resources?[ResourceKeys.limits]?.mapping()
        reservations = resources?[ResourceKeys.reservations]?.mapping()
    }

    /// Virtual CPUs; nil where the file does not say.
    func processors(_ machine: MappingReader?) -> Int? {
        var agreed = Agreement<Int>()
        let vcpu = machine?[MachineKeys.vcpu]
        agreed.add(vcpu?.integer(), "vm.vcpu", vcpu)
        let count = service[ServiceKeys.cpuCount]
        agreed.add(count?.integer().flatMap { $0 == 0 ? nil : $0 }, "cpu_count", count)
        let cpus = service[ServiceKeys.cpus]
        agreed.add(whole(cpus), "cpus", cpus)
        let limit = limits?[ResourceKeys.cpus]
        agreed.add(whole(limit), "deploy.resources.limits.cpus", limit)
        let reserved = reservations?[ResourceKeys.cpus]
        guard let reserved, let least = whole(reserved) else { return agreed.value }
        if let value = agreed.value, least > value {
            reserved.error("\(least) are reserved, but the limit is \(value)", hints: ["raise the limit"])
        }
        return agreed.value ?? least
    }

    /// Guest memory in whole MiB; nil where the file does not say.
    func memory(_ machine: MappingReader?) -> ByteSize? {
        var agreed = Agreement<ByteSize>()
        let memory = machine?[MachineKeys.memory]
        agreed.add(memory.flatMap(MachineDecoder.memory), "vm.memory_mb", memory)
        let own = service[ServiceKeys.memoryLimit]
        agreed.add(size(own), "mem_limit", own)
        let limit = limits?[ResourceKeys.memory]
        agreed.add(size(limit), "deploy.resources.limits.memory", limit)
        var least = Agreement<ByteSize>()
        let reservation = service[ServiceKeys.memoryReservation]
        least.add(size(reservation, isLimit: false), "mem_reservation", reservation)
        let reserved = reservations?[ResourceKeys.memory]
        least.add(size(reserved, isLimit: false), "deploy.resources.reservations.memory", reserved)
        if let value = agreed.value, let least = least.value, least > value {
            (reservation ?? reserved)?.error(
                "\(least.rounded) are reserved, but the limit is \(value.rounded)", hints: ["raise the limit"])
        }
        return agreed.value ?? least.value.map { max($0, Self.leastMemory) }
    }

    private static let leastMemory = ByteSize.mebibytes(64)
    private static let mostMemory = ByteSize.mebibytes(16_777_216)

    /// Whole processors; nil for none and for 0, which is no limit.
    private func whole(_ reader: NodeReader?) -> Int? {
        guard let reader, let number = reader.number(), number > 0 else { return nil }
        let rounded = Int(number.rounded(.up))
        if Double(rounded) != number {
            reader.log.warning(
                "`\(reader.name)`: a VM has whole processors: \(rounded) instead of \(reader.node.text ?? "")",
                at: reader.node)
        }
        return rounded
    }

    /// Whole MiB; nil for none and for 0 and -1, which are no limit.
    private func size(_ reader: NodeReader?, isLimit: Bool = true) -> ByteSize? {
        guard let reader, reader.node.text != "-1", let size = reader.byteSize(), size.bytes > 0 else { return nil }
        let rounded = ByteSize.mebibytes(size.bytes >> 20 + (size.bytes & 0xfffff == 0 ? 0 : 1))
        guard !isLimit || rounded >= Self.leastMemory, rounded <= Self.mostMemory else {
            reader.error(
                "expected at least 64 MiB and at most 16 TiB, found \(Wording.quoted(reader.node.text ?? ""))",
                hints: [
                    "a guest has a kernel of its own, which needs memory: write for example `512M`",
                    "a number without a unit counts bytes",
                ])
            return nil
        }
        if rounded != size, isLimit {
            reader.log.warning(
                "`\(reader.name)`: a VM has whole mebibytes: \(rounded) instead of \(reader.node.text ?? "")",
                at: reader.node)
        }
        return rounded
    }
}
