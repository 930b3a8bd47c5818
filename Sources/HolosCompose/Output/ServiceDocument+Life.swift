internal import HolosModel

extension ServiceDocument {
    /// When the service starts and ends, and how holos tells whether it works.
    func addLife(to map: inout YAMLMap) {
        map.add("depends_on", .named(service.dependsOn) { ($0.service.text, dependency($0)) })
        map.add("restart", service.restart.text.map(YAMLValue.string))
        map.add("healthcheck", service.healthCheck.map(healthCheck))
        map.append("stop_grace_period", .string("\(service.stopGracePeriod)"))
        map.add("post_start", .list(service.postStart.map(hook)))
        map.add("pre_stop", .list(service.preStop.map(hook)))
    }

    private func dependency(_ dependency: Dependency) -> YAMLValue {
        var map: YAMLMap = ["condition": .string(dependency.condition.rawValue)]
        map.add("restart", .flag(dependency.restart))
        map.append("required", .bool(dependency.isRequired))
        return .map(map)
    }

    private func healthCheck(_ check: HealthCheck) -> YAMLValue {
        let test =
            switch check.test {
            case .shell(let text): ["CMD-SHELL", text]
            case .argv(let words): ["CMD"] + words
            }
        var map: YAMLMap = ["test": .strings(test)]
        map.append("interval", .string("\(check.interval)"))
        map.append("timeout", .string("\(check.timeout)"))
        map.append("retries", .int(check.retries))
        map.append("start_period", .string("\(check.startPeriod)"))
        map.append("start_interval", .string("\(check.startInterval)"))
        return .map(map)
    }

    private func hook(_ hook: LifecycleHook) -> YAMLValue {
        var map: YAMLMap = ["command": .command(hook.command)]
        map.add("user", hook.user.map(YAMLValue.string))
        map.add("working_dir", hook.workingDirectory.map(YAMLValue.string))
        map.add("environment", .pairs(hook.environment))
        return .map(map)
    }
}

extension RestartPolicy {
    /// As the file has it; nil for what holds without the key.
    var text: String? {
        switch self {
        case .never: nil
        case .onFailure(let maximum): "on-failure" + (maximum.map { ":\($0)" } ?? "")
        case .always: "always"
        case .unlessStopped: "unless-stopped"
        }
    }
}

extension PullPolicy {
    /// As the file has it.
    var text: String {
        switch self {
        case .always: "always"
        case .never: "never"
        case .missing: "missing"
        case .build: "build"
        case .every(let span): "every_\(span)"
        }
    }
}
