package import HolosModel
internal import HolosState

/// One difference between a service as an instance has it and as the file wants it, with what it takes to apply it.
package struct ServiceChange: Sendable, Hashable {
    /// The key of the file, e.g. `vm.memory_mb`.
    package let key: String
    package let effect: Effect
    /// Old and new value for people; nil where they are long or secret.
    package let values: Values?

    package init(key: String, effect: Effect, values: Values? = nil) {
        self.key = key
        self.effect = effect
        self.values = values
    }

    /// `512M → 1G`; nil as the old value means that it is not known.
    package struct Values: Sendable, Hashable {
        package let old: String?
        package let new: String

        package init(old: String?, new: String) {
            self.old = old
            self.new = new
        }
    }

    /// What it takes.
    package enum Effect: Int, Sendable, Hashable, Comparable {
        /// Nothing of the VM: applied while it runs.
        case live
        /// A stop and a start with the same disk.
        case restart
        /// A new root disk.
        case rebuild

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

        /// The word that plans have for it.
        package var word: String {
            switch self {
            case .live: "live"
            case .restart: "restart"
            case .rebuild: "rebuild"
            }
        }
    }

    /// `vm.memory_mb (512M → 1G)`.
    package var text: String {
        guard let values else { return "`\(key)`" }
        return "`\(key)` (\(values.old.map { "\($0) → " } ?? "")\(values.new))"
    }

    /// All differences that concern an instance, in the order of the file's keys.
    package static func between(_ old: Service, _ new: Service) -> [ServiceChange] {
        var changes: [ServiceChange] = []
        func compare<Value: Hashable>(
            _ key: String, _ effect: Effect, _ path: KeyPath<Service, Value>, _ text: ((Value) -> String)? = nil
        ) {
            let (before, after) = (old[keyPath: path], new[keyPath: path])
            guard before != after else { return }
            changes.append(
                ServiceChange(
                    key: key, effect: effect, values: text.map { Values(old: $0(before), new: $0(after)) }))
        }
        compare("image", .rebuild, \.image?.location) { $0 ?? "built" }
        compare("image_format", .rebuild, \.image?.format) { $0?.rawValue ?? "by header" }
        compare("image_os", .rebuild, \.imageOS, \.rawValue)
        compare("build", .rebuild, \.build)
        compare("platform", .rebuild, \.platform)
        compare("vm.vcpu", .restart, \.machine.vcpu) { "\($0)" }
        compare("vm.memory_mb", .restart, \.machine.memory, \.description)
        // Without the key a disk stays as large as it is.
        if new.machine.diskSize != nil {
            compare("vm.disk_size", .restart, \.machine.diskSize) { $0?.description ?? "as the image" }
        }
        compare("vm.machine", .restart, \.machine.type) { $0 }
        compare("vm.cpu_model", .restart, \.machine.cpuModel) { $0 ?? "default" }
        compare("vm.uefi", .restart, \.machine.uefi) { "\($0)" }
        compare("vm.accel", .restart, \.machine.accel, \.rawValue)
        compare("vm.extra_args", .restart, \.machine.extraArgs)
        compare("devices", .restart, \.devices)
        compare("volumes", .restart, \.volumes)
        compare("networks", .restart, \.networks)
        compare("ports", .live, \.ports)
        compare("depends_on", .live, \.dependsOn)
        compare("healthcheck", .live, \.healthCheck)
        compare("labels", .live, \.labels)
        compare("post_start", .live, \.postStart)
        compare("pre_stop", .live, \.preStop)
        // A command's unit has it.
        compare(
            "stop_grace_period", new.settings.command == nil ? .live : .restart, \.stopGracePeriod, \.description)
        // Values may be secret.
        compare("environment", .restart, \.settings.environment)
        compare("command", .restart, \.settings.command?.argv)
        if old.settings.command != nil, new.settings.command != nil {
            compare("user", .restart, \.settings.command?.user) { $0 ?? "root" }
            compare("group_add", .restart, \.settings.command?.groups)
            compare("ulimits", .restart, \.settings.command?.limits)
            compare("working_dir", .restart, \.settings.command?.workingDirectory) { $0 ?? "/" }
            compare("stop_signal", .restart, \.settings.command?.stopSignal) { $0 ?? "SIGTERM" }
            // Its unit has the policy, and the policy of the VM is the same one.
            compare("restart", .restart, \.settings.command?.restart, \.text)
        } else {
            compare("restart", .live, \.restart) { RestartPolicy?.some($0).text }
        }
        compare("extra_hosts", .restart, \.settings.extraHosts)
        compare("secrets", .restart, \.settings.secrets)
        compare("configs", .restart, \.settings.configs)
        compare("hostname", .rebuild, \.hostname) { $0?.text ?? "the instance's name" }
        compare("domainname", .rebuild, \.domainName) { $0?.text ?? "none" }
        compare("dns", .rebuild, \.dnsServers)
        compare("dns_search", .rebuild, \.dnsSearch)
        compare("cloud_init", .rebuild, \.cloudInit)
        return changes
    }

    /// Properties of a service that no instance has: they decide which instances there are, or what happens before one is
    /// made.
    package static let notOfInstances: Set<String> = ["name", "replicas", "pullPolicy", "profiles"]

    /// What the service itself does not show: that a secret or config of the host holds something else now.
    ///
    /// - Parameters:
    ///   - old: nil: the instance has no settings' medium.
    ///   - known: changes of the service, which are not told twice.
    static func between(_ old: SettingsRecord?, _ new: SettingsRecord, besides known: [ServiceChange])
        -> [ServiceChange]
    {
        [("secrets", old?.secrets, new.secrets), ("configs", old?.configs, new.configs)].compactMap { key, old, new in
            guard let old, old != new, !known.contains(where: { $0.key == key }) else { return nil }
            return ServiceChange(key: key, effect: .restart, values: Values(old: nil, new: "new content"))
        }
    }
}

extension RestartPolicy? {
    /// As the file has it.
    fileprivate var text: String {
        switch self {
        case nil, .never: "no"
        case .onFailure(let maximum): "on-failure" + (maximum.map { ":\($0)" } ?? "")
        case .always: "always"
        case .unlessStopped: "unless-stopped"
        }
    }
}
