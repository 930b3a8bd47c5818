internal import HolosModel

/// Finds names that would mean two things: on the guests' network, where services, instances and hostnames are all
/// looked up without regard to case, and on the command line, where `web-1` is an instance of `web`.
struct NameConflicts {
    let services: [DecodedService]
    let log: DiagnosticLog

    private struct Claim {
        /// Index of the service.
        let owner: Int
        let what: String
        let node: Node
    }

    func check() {
        var claims: [String: Claim] = [:]
        var reported: Set<[Int]> = []
        for (index, service) in services.enumerated() {
            let name = service.name
            claim(
                name.value.text, Claim(owner: index, what: "service `\(name.value)`", node: name.node), &claims,
                &reported)
            checkInstanceLike(service)
        }
        for (index, service) in services.enumerated() {
            if let hostname = service.hostname {
                let what = "the hostname of service `\(service.name.value)`"
                claim(hostname.value.text, Claim(owner: index, what: what, node: hostname.node), &claims, &reported)
            }
            for replica in 0..<service.replicas {
                let instance = InstanceName(service: service.name.value, index: replica)
                let claimant = Claim(owner: index, what: "instance `\(instance)`", node: service.name.node)
                claim(HostName(default: instance).text, claimant, &claims, &reported)
            }
        }
        for (index, service) in services.enumerated() {
            for attachment in service.networks {
                for alias in attachment.value.aliases { claimAlias(alias, of: index, attachment.node, claims) }
            }
        }
    }

    /// Several services may share an alias, but not hide a service, instance or hostname behind it.
    private func claimAlias(_ alias: HostName, of owner: Int, _ node: Node, _ claims: [String: Claim]) {
        if alias.text.lowercased() == "localhost" {
            log.error("an alias cannot be `localhost`", at: node, hints: ["each guest has a `localhost`"])
        } else if let first = claims[alias.text.lowercased()], first.owner != owner {
            log.error(
                "the alias `\(alias)` is the name of \(first.what)", at: node,
                hints: ["that one stands at \(first.node.location): use another alias"])
        }
    }

    private func claim(_ name: String, _ claim: Claim, _ claims: inout [String: Claim], _ reported: inout Set<[Int]>) {
        let key = name.lowercased()
        if key == "localhost" {
            log.error(
                "\(claim.what) cannot be called `\(name)`", at: claim.node, hints: ["each guest has a `localhost`"])
            return
        }
        guard let first = claims[key] else {
            claims[key] = claim
            return
        }
        // Two services that differ in case only would collide once more with each instance.
        guard first.owner != claim.owner, reported.insert([first.owner, claim.owner]).inserted else { return }
        log.error(
            "\(claim.what) has the name \(Wording.quoted(name)) on the network, as \(first.what) has", at: claim.node,
            hints: ["that one stands at \(first.node.location): rename one of the two"])
    }

    /// Independent of the current number of replicas: a name must not change its meaning when a service is scaled.
    private func checkInstanceLike(_ service: DecodedService) {
        guard let instance = InstanceName(service.name.value.text), instance.index <= 255,
            let other = services.first(where: { $0.name.value == instance.service })
        else { return }
        log.error(
            "service `\(instance)` has the name of an instance of service `\(instance.service)`", at: service.name.node,
            hints: ["`\(instance.service)` stands at \(other.name.node.location): rename one of the two"])
    }
}
