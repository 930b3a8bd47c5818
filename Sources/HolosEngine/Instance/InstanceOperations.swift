internal import FoundationEssentials
internal import HolosGuest
internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// The side effects on instances, one extension per step of a plan. Every effect is announced in the record before,
/// can be repeated, and is recorded after.
struct InstanceOperations: Sendable {
    let context: EngineContext
    let project: LockedProject
    /// nil for a plan that starts and awaits nothing.
    let resources: HostResources?
    let ports: PortBook
    /// What each instance is to be.
    let services: [InstanceName: Service]
    /// What guests are given from their next start on; where a service is missing, what they have.
    let settings: [ServiceName: PreparedSettings]
    /// How VMs are ended.
    let ending: Ending
    /// The number of the kept instance that `restore` puts back.
    let restoring: Int?
    let sink: EventSink

    /// What of the host the steps use; a plan that needs any was checked.
    var host: HostResources {
        guard let resources else { preconditionFailure("the plan was not checked") }
        return resources
    }

    var store: ProjectStore { project.store }

    func paths(_ name: InstanceName) -> InstancePaths { store.paths.instance(name) }

    func tell(_ name: InstanceName, _ activity: EngineEvent.Activity, _ detail: String = "") {
        sink(.progress(name, activity, detail: detail))
    }

    /// The instance's record, which a step before has written.
    func record(_ name: InstanceName) throws -> InstanceRecord {
        guard let record = try store.record(name) else {
            throw StateError.unreadableRecord(paths(name).record, reason: "it is missing")
        }
        return record
    }

    /// The way to the guest.
    func endpoint(_ record: InstanceRecord) -> SSHEndpoint {
        SSHEndpoint(record: record, store: store, client: host.ssh)
    }

    /// The last lines of a log, without control characters.
    func tail(_ log: FilePath, lines: Int = 10) -> [String] {
        LogTail.lines(of: log, count: lines)
    }

    /// Records a failure; that it could not be recorded must not hide the failure itself.
    func saveFailure(_ record: InstanceRecord, stage: String, message: String) {
        var failed = record
        failed.phase = .failed
        failed.failure = FailureRecord(stage: stage, message: message, at: Date())
        do {
            try project.save(failed)
        } catch {
            sink(.warning("the failure of `\(record.name)` could not be recorded: \(error)", hints: []))
        }
        tell(record.name, .failed)
    }
}

extension SSHEndpoint {
    /// The way to the guest of a record.
    init(record: InstanceRecord, store: ProjectStore, client: FilePath) {
        self.init(
            client: client, port: record.sshPort, user: record.service.cloudInit.user, key: store.paths.sshKey,
            knownHosts: store.paths.instance(record.name).knownHosts, hostKeyAlias: record.hostKeyAlias,
            control: InstanceSockets(directory: FilePath(record.socketDirectory)).ssh)
    }
}

extension InstanceRecord {
    /// `web-0.shop`: the name that the host key is pinned under.
    var hostKeyAlias: String { "\(name).\(project)" }
}
