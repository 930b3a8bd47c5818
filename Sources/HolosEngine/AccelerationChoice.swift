internal import HolosModel
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// Decides what runs each service's guests: what the file says, `HOLOS_ACCEL` where it says `auto`, else KVM if the
/// self-test guest ran.
struct AccelerationChoice {
    let context: EngineContext
    let qemu: FilePath
    let sink: EventSink

    /// `vm.accel: kvm`, and KVM does not run guests here.
    struct Unavailable: HolosError {
        let service: ServiceName
        let reason: String
        var exitStatus: ExitStatus { .unavailable }
        var message: String { "service `\(service)` asks for KVM, which cannot be used: \(reason)" }
        var hints: [String] { ["`vm.accel: auto` falls back to emulation (TCG)"] }
    }

    /// `HOLOS_ACCEL` has another value than those of `vm.accel`.
    struct UnknownPreference: HolosError {
        let value: String
        var exitStatus: ExitStatus { .usage }
        var message: String { "HOLOS_ACCEL is `\(value)`, expected `auto`, `kvm` or `tcg`" }
    }

    func choose(for services: [Service]) async throws -> [ServiceName: Accelerator] {
        var preference = AccelPreference.auto
        if let value = context.environment["HOLOS_ACCEL"], !value.isEmpty {
            guard let known = AccelPreference(rawValue: value) else { throw UnknownPreference(value: value) }
            preference = known
        }
        let wishes = services.map { service in
            (service.name, service.machine.accel == .auto ? preference : service.machine.accel)
        }
        var finding: AccelerationProbe.Finding?
        if wishes.contains(where: { $0.1 != .tcg }) {
            finding = try await AccelerationProbe(qemu: qemu, runner: context.runner, layout: context.store.layout)
                .find()
        }
        if let finding, !finding.kvmWorks, wishes.contains(where: { $0.1 == .auto }) {
            sink(
                .warning(
                    "KVM cannot be used, guests are emulated (TCG) and many times slower: \(finding.reason)",
                    hints: ["`vm.accel: tcg` or HOLOS_ACCEL=tcg says that this is meant"]))
        }
        var chosen: [ServiceName: Accelerator] = [:]
        for (name, wish) in wishes {
            if wish == .kvm, let finding, !finding.kvmWorks { throw Unavailable(service: name, reason: finding.reason) }
            chosen[name] = wish != .tcg && finding?.kvmWorks == true ? .kvm : .tcg
        }
        return chosen
    }
}
