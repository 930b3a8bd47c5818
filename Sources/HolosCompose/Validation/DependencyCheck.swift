internal import HolosModel

/// Checks `depends_on`: the services exist, can become healthy where that is waited for, and do not wait in a circle.
struct DependencyCheck {
    let services: [DecodedService]
    /// The names of all services, also of those that could not be read.
    let declared: Set<String>
    /// The services that no chosen profile has, with their profiles.
    let inactive: [String: [String]]
    let log: DiagnosticLog

    func check() {
        var indexes: [ServiceName: Int] = [:]
        for (index, service) in services.enumerated() { indexes[service.name.value] = index }
        var edges: [[(target: Int, node: Node)]] = []
        for service in services {
            edges.append(
                service.dependencies.compactMap { dependency in
                    guard let target = indexes[dependency.value.service] else {
                        unknown(dependency, of: service)
                        return nil
                    }
                    checkHealth(dependency, services[target])
                    checkCompletion(dependency, services[target])
                    return (target, dependency.node)
                })
        }
        reportCycles(edges)
    }

    private func unknown(_ dependency: Located<Dependency>, of service: DecodedService) {
        let name = dependency.value.service
        if let profiles = inactive[name.text] {
            guard dependency.value.isRequired else { return }
            log.error(
                "service `\(service.name.value)` depends on service `\(name)`, whose profile is not chosen",
                at: dependency.node,
                hints: ["choose \(Wording.choices(profiles)) with `--profile`, or give both the same profile"])
            return
        }
        if declared.contains(name.text) { return }
        guard dependency.value.isRequired else {
            log.warning("the service `\(name)`, which is not required, does not exist", at: dependency.node)
            return
        }
        // Computed only when the message is kept, and only for a list that people write.
        func hint() -> String {
            let candidates = declared.count <= 200 ? declared : []
            return NearMiss.suggestion(for: name.text, among: candidates)
                .map { "did you mean `\($0)`?" } ?? "define it below `services`, or remove the dependency"
        }
        log.error(
            "service `\(service.name.value)` depends on the unknown service `\(name)`", at: dependency.node,
            hints: [hint()])
    }

    private func checkHealth(_ dependency: Located<Dependency>, _ target: DecodedService) {
        guard dependency.value.condition == .healthy, !target.mayBeHealthy else { return }
        log.error(
            "service `\(target.name.value)` has no `healthcheck` and can never be healthy", at: dependency.node,
            hints: ["give it a `healthcheck`, or wait for `service_started`"])
    }

    private func checkCompletion(_ dependency: Located<Dependency>, _ target: DecodedService) {
        guard dependency.value.condition == .completed else { return }
        let name = target.name.value
        guard target.mayComplete else {
            log.error(
                "service `\(name)` has no `command` and can never complete", at: dependency.node,
                hints: ["give it a `command`, or wait for `service_started`"])
            return
        }
        if target.service.restart == .always || target.service.restart == .unlessStopped {
            log.error(
                "service `\(name)` is always started again and can never complete", at: dependency.node,
                hints: ["set its `restart` to `no` or `on-failure`"])
        }
    }

    /// Depth-first search with a stack of its own: a chain of dependencies may be as long as the file.
    private func reportCycles(_ edges: [[(target: Int, node: Node)]]) {
        enum Mark { case new, onPath, done }
        var marks = [Mark](repeating: .new, count: services.count)
        for start in services.indices where marks[start] == .new {
            var path = [start]
            var next = [0]
            marks[start] = .onPath
            while let current = path.last, let position = next.last {
                guard position < edges[current].count else {
                    marks[current] = .done
                    path.removeLast()
                    next.removeLast()
                    continue
                }
                next[next.count - 1] += 1
                let edge = edges[current][position]
                switch marks[edge.target] {
                case .done: continue
                case .onPath: report(cycle: path.drop { $0 != edge.target }, at: edge.node)
                case .new:
                    marks[edge.target] = .onPath
                    path.append(edge.target)
                    next.append(0)
                }
            }
        }
    }

    private func report(cycle: ArraySlice<Int>, at node: Node) {
        guard let first = cycle.first else { return }
        var names = cycle.prefix(20).map { services[$0].name.value.text }
        if cycle.count > 20 { names.append("…") }
        names.append(services[first].name.value.text)
        log.error(
            "services wait for each other in a circle: `\(names.joined(separator: " → "))`", at: node,
            hints: ["remove one of these dependencies"])
    }
}
