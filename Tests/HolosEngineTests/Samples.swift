import Foundation
import HolosModel
import HolosState
import HolosSystem

@testable import HolosEngine

/// Projects and observed states for tests of the reconciler.
enum Samples {
    static func service(
        _ name: String, replicas: Int = 1, memory: Int64 = 512, dependsOn: [Dependency] = [],
        healthCheck: HealthCheck? = nil, image: String = "/images/base.qcow2"
    ) -> Service {
        Service(
            name: ServiceName(unchecked: name), image: ImageSource(reference: image, path: image), replicas: replicas,
            machine: Machine(memory: .mebibytes(memory)), dependsOn: dependsOn, healthCheck: healthCheck)
    }

    static func dependency(
        _ name: String, _ condition: Dependency.Condition = .started, restart: Bool = false, isRequired: Bool = true
    ) -> Dependency {
        Dependency(
            service: ServiceName(unchecked: name), condition: condition, restart: restart, isRequired: isRequired)
    }

    static func project(_ services: Service...) -> Project {
        Project(name: ProjectName(unchecked: "shop"), directory: "/shop", files: [], services: services)
    }

    static let check = HealthCheck(test: .shell("true"))

    /// An instance as it is recorded, with or without a process.
    static func instance(
        _ service: Service, index: Int = 0, _ phase: InstancePhase, running: Bool
    ) -> ObservedInstance {
        let name = InstanceName(service: service.name, index: index)
        var record = InstanceRecord(
            project: ProjectName(unchecked: "shop"), name: name, id: .init(), created: .init(), service: service,
            hostname: HostName(default: name), phase: phase,
            base: ImageFingerprint(
                path: service.image?.path ?? "", format: .qcow2, device: 1, inode: 2, size: 3, modified: 4,
                virtualSize: .mebibytes(2048)), diskSize: .mebibytes(2048),
            interfaces: [], sshPort: 2222, ports: [], socketDirectory: "/s")
        if running {
            record.process = ProcessRecord(
                pid: ProcessID(100), startTime: 1, bootID: "b", accel: "tcg", started: .init())
        }
        return ObservedInstance(name: name, record: record, process: running ? ProcessID(100) : nil)
    }

    static func observed(_ instances: ObservedInstance...) -> ObservedState {
        ObservedState(project: nil, instances: instances)
    }

    static let nothing = ObservedState(project: nil, instances: [])
}

extension Plan {
    /// One line per step with its number, what must have succeeded before, and what must be over: `2 start web-0 [0 1]
    /// (3): it is new`.
    var graph: [String] {
        steps.map { step in
            let after = step.after.isEmpty ? "" : " [\(step.after.map(String.init).joined(separator: " "))]"
            let settled = step.settled.isEmpty ? "" : " (\(step.settled.map(String.init).joined(separator: " ")))"
            let effect = step.cause.effect.map { "\($0.word): " } ?? ""
            return "\(step.id) \(step.action.rawValue) \(step.instance)\(after)\(settled): \(effect)\(step.cause.text)"
        }
    }
}
