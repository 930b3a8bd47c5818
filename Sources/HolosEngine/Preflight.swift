internal import HolosHost
internal import HolosImages
internal import HolosModel
internal import HolosProvision
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// Checks all that can be known before the first step of a plan: programs, images, ports, memory, space, paths. Every
/// problem is found, not just the first, and nothing is changed.
struct Preflight {
    let context: EngineContext
    let plan: Plan
    let observed: ObservedState
    let services: [InstanceName: Service]
    let paths: ProjectPaths
    let images: ProjectImages
    /// Where a lock may lie; nil: none is looked for.
    let lockFolder: FilePath?
    var sink: EventSink

    func instances(_ action: Plan.Action) -> [InstanceName] {
        plan.steps.filter { $0.action == action }.map(\.instance)
    }

    func services(of names: [InstanceName]) -> [Service] {
        var seen: Set<ServiceName> = []
        return names.compactMap { services[$0] }.filter { seen.insert($0.name).inserted }
    }

    /// All but the images, silently: it is checked again once they are here.
    func checkBeforePulling() async throws {
        if let lockFolder { _ = try images.lock(in: lockFolder) }
        var silent = self
        silent.sink = { _ in }
        _ = try await silent.check(withImages: false)
    }

    /// What the plan needs of the host; nil when it starts nothing and waits for nothing.
    func check() async throws -> HostResources? { try await check(withImages: true) }

    private func check(withImages: Bool) async throws -> HostResources? {
        let created = instances(.create)
        let started = instances(.start)
        let updated = instances(.update)
        guard !(created + started + updated + instances(.wait) + instances(.finish) + instances(.hook)).isEmpty else {
            try checkLocks([], Bases())
            return nil
        }
        var problems: [any HolosError] = []
        func attempt<Result>(_ body: () throws -> Result) -> Result? {
            do {
                return try body()
            } catch let error as any HolosError {
                problems.append(error)
            } catch {
                problems.append(SystemError("cannot prepare", reason: "\(error)"))
            }
            return nil
        }

        let found = try await withImages ? bases(created, started, &problems) : Bases()
        for name in created { _ = attempt { try paths.instance(name).socketDirectory() } }
        for name in started where !created.contains(name) { attempt { try checkFiles(of: name) } }
        for name in started + updated { attempt { try checkPorts(of: name) } }
        attempt { try checkMemory(of: started) }
        attempt { try checkSpace(created.count) }
        let tools = Dictionary(
            uniqueKeysWithValues: [HostTools.Tool.qemuSystem, .qemuImg, .seedBuilder, .ssh].map { tool in
                (tool, attempt { try context.tools.find(tool) })
            })
        let needsFirmware = services(of: created + started).contains { $0.machine.uefi }
        let firmware = needsFirmware ? attempt { try context.tools.firmware() } : nil
        if let error = JoinedError.joining(problems) { throw error }
        guard let qemu = tools[.qemuSystem] ?? nil, let qemuImg = tools[.qemuImg] ?? nil, let ssh = tools[.ssh] ?? nil,
            let builder = tools[.seedBuilder] ?? nil
        else { preconditionFailure("a missing tool is a problem") }
        return HostResources(
            qemu: qemu, qemuImg: qemuImg, overlays: Overlays(qemuImg: qemuImg, runner: context.runner), ssh: ssh,
            seedBuilder: (
                tool: SeedMedium.Tool(rawValue: builder.lastComponent?.string ?? "") ?? .genisoimage, path: builder
            ),
            firmware: firmware,
            accelerators: try await AccelerationChoice(context: context, qemu: qemu, sink: sink)
                .choose(for: services(of: started)),
            images: found.images, rebased: found.rebased)
    }

    /// A disk that is gone is not made anew unasked.
    private func checkFiles(of name: InstanceName) throws {
        let files = paths.instance(name)
        for (what, path) in [("disk", files.disk), ("seed", files.seed)] where try Files.facts(path) == nil {
            throw InstanceError.fileGone(name, what: what, path: path)
        }
    }

    /// The ports that the file names. One that the instance's own running VM holds will be free once it is stopped.
    private func checkPorts(of name: InstanceName) throws {
        let own = observed[name].flatMap { $0.process == nil ? nil : $0.record?.ports } ?? []
        for forward in services[name]?.ports ?? [] {
            guard let port = forward.hostPort,
                !own.contains(where: { $0.hostPort == port && $0.hostAddress == forward.ipv4 })
            else { continue }
            let bound = BoundPort(
                hostAddress: forward.ipv4, hostPort: port, guestPort: forward.guestPort, ephemeral: false)
            try PortCheck.require(bound, of: name, store: context.store)
        }
    }

    private func checkMemory(of started: [InstanceName]) throws {
        let memory = try HostMemory.read()
        let running = observed.instances.filter { $0.process != nil && !started.contains($0.name) }
        let wanted = started.compactMap { services[$0]?.machine.memory.bytes }.reduce(0, +)
        let used = running.compactMap { $0.record?.service.machine.memory.bytes }.reduce(0, +)
        guard wanted + used <= memory.total.bytes else {
            throw HostError.notEnoughMemory(
                wanted: ByteSize(bytes: wanted + used), total: memory.total,
                who: started.count == 1 && running.isEmpty ? "`\(started[0])` wants" : "the project's instances want")
        }
        if wanted > memory.available.bytes {
            sink(
                .warning(
                    "the instances want \(ByteSize(bytes: wanted).rounded) of memory; "
                        + "\(memory.available.rounded) is available now", hints: []))
        }
    }

    /// 64 MiB for the state and what the guests write first, and 1 MiB for each new overlay and seed.
    private func checkSpace(_ created: Int) throws {
        let root = context.store.layout.root
        let needed = ByteSize.mebibytes(64 + Int64(created))
        let free = ByteSize(bytes: try Files.freeSpace(root))
        guard free >= needed else { throw StateError.full(root: root, free: free, needed: needed) }
    }
}
