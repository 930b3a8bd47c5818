internal import HolosModel

/// Finds two things that would stand at one place of a guest's file system.
struct MountConflicts {
    let services: [DecodedService]
    let log: DiagnosticLog

    func check() {
        for service in services {
            var places: [String: Node] = [:]
            for target in service.targets {
                if let first = places[target.value] {
                    log.error(
                        "service `\(service.name.value)` has two things at \(Wording.quoted(target.value))",
                        at: target.node, hints: ["the first one stands at \(first.location)"])
                } else {
                    places[target.value] = target.node
                }
            }
        }
    }
}
