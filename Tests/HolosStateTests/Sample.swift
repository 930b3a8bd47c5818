import Foundation
import HolosModel
import HolosState
import HolosSystem

/// Records that several tests share.
enum Sample {
    static let project = ProjectName(unchecked: "shop")
    static let instance = InstanceName(service: ServiceName(unchecked: "web"), index: 0)
    static let service = Service(
        name: instance.service, image: ImageSource(reference: "a.qcow2", path: "/a.qcow2"),
        ports: [PortForward(hostPorts: nil, guestPort: 80)], healthCheck: HealthCheck(test: .shell("true")))

    static func record(of file: Files.Facts) -> InstanceRecord {
        var record = InstanceRecord(
            project: project, name: instance, id: UUID(), created: Date(timeIntervalSince1970: 1_700_000_000),
            service: service, hostname: HostName(default: instance), phase: .ready,
            base: ImageFingerprint(
                path: "/a.qcow2", format: .qcow2, facts: file, virtualSize: .mebibytes(10)),
            diskSize: .mebibytes(2048),
            interfaces: [
                InterfaceRecord(
                    network: "user", mac: .qemu(1, 2, 3), address: IPv4Address(value: 0x0a00_020f))
            ],
            sshPort: 2222,
            ports: [BoundPort(hostAddress: .loopback, hostPort: 8080, guestPort: 80, ephemeral: true)],
            socketDirectory: "/run/x")
        record.process = ProcessRecord(
            pid: ProcessID(42), startTime: 4711, bootID: "b", accel: "tcg", started: Date(timeIntervalSince1970: 1))
        record.failure = FailureRecord(stage: "boot", message: "no", at: Date(timeIntervalSince1970: 2))
        record.health = HealthRecord(healthy: true, checked: Date(timeIntervalSince1970: 3), output: "ok\n")
        return record
    }
}
