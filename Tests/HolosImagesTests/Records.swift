import Foundation
import HolosModel
import HolosState

/// Records of instances, as the engine writes them.
enum Records {
    /// An instance of the project `shop`.
    static func instance(_ name: String, base: ImageFingerprint) throws -> InstanceRecord {
        guard let instance = InstanceName(name) else { throw CocoaError(.coderInvalidValue) }
        return InstanceRecord(
            project: ProjectName(unchecked: "shop"), name: instance, id: UUID(), created: Date(),
            service: Service(name: instance.service, image: ImageSource(reference: base.path, path: base.path)),
            hostname: HostName(default: instance), phase: .stopped, base: base, diskSize: base.virtualSize,
            interfaces: [], sshPort: 2222, ports: [], socketDirectory: "/run/x")
    }
}
