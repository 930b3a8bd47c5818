internal import HolosModel

/// What the file may say and holos understands, but cannot do yet: refused with the plan, never ignored.
enum PendingFeatures {
    /// One refusal for each feature of each service.
    static func refusals(for project: Project) -> [Refusal] {
        project.services.flatMap { service in
            features(of: service, in: project).map { feature in
                Refusal(
                    message: "service `\(service.name)`: \(feature) not supported yet",
                    hints: ["remove it for now: holos refuses what it would have to ignore"])
            }
        }
    }

    /// What is done only in part, one sentence each.
    static func warnings(for project: Project) -> [Diagnostic] {
        project.services.filter { $0.restart != .never && $0.settings.command != nil }.map { service in
            Diagnostic(
                .warning,
                "service `\(service.name)`: `restart` starts its command again; a VM that ends is not started again yet"
            )
        }
    }

    private static func features(of service: Service, in project: Project) -> [String] {
        var features: [String] = []
        func note(_ isUsed: Bool, _ feature: @autoclosure () -> String) { if isUsed { features.append(feature()) } }
        note(service.build != nil, "`build` is")
        let networks = service.networks.isEmpty ? [NetworkAttachment.standard] : service.networks
        note(networks.contains { !project.isPlainDefault($0) }, "`networks` are")
        note(!service.volumes.isEmpty, "mounts (`volumes`, `tmpfs`) are")
        note(
            service.restart != .never && service.settings.command == nil, "`restart` of a service without `command` is")
        note(!service.devices.isEmpty, "`devices` are")
        note(service.platform.map { !$0.isHost } ?? false, "a `platform` other than the host's is")
        note(service.ports.contains { $0.transport == .udp }, "UDP in `ports` is")
        note(service.ports.contains { if case .v6 = $0.hostAddress { true } else { false } }, "IPv6 in `ports` is")
        return features
    }
}

extension Project {
    /// Whether an attachment says no more than what holds without it: the default network, as it is by itself.
    fileprivate func isPlainDefault(_ attachment: NetworkAttachment) -> Bool {
        let standard = NetworkAttachment.standard
        return attachment == standard
            && networks.allSatisfy { $0.key != standard.network || $0 == Network(key: standard.network) }
    }
}
