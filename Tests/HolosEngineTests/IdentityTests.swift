import Foundation
import HolosModel
import HolosState
import Testing

@testable import HolosEngine

@Suite("Identities")
struct IdentityTests {
    private func name(_ index: Int) -> InstanceName {
        InstanceName(service: ServiceName(unchecked: "web"), index: index)
    }

    /// A record with the address 10.0.2.`last`.
    private func record(_ index: Int, _ last: UInt32) -> InstanceRecord {
        InstanceRecord(
            project: ProjectName(unchecked: "shop"), name: name(index), id: UUID(), created: Date(),
            service: Samples.service("web"), hostname: HostName(default: name(index)), phase: .stopped,
            base: ImageFingerprint(
                path: "/b", format: .qcow2, device: 1, inode: 2, size: 3, modified: 4, virtualSize: .mebibytes(1)),
            diskSize: .mebibytes(1),
            interfaces: [
                InterfaceRecord(
                    network: "user", mac: .qemu(0, 0, UInt8(last)), address: IPv4Address(value: 0x0a00_0200 + last))
            ], sshPort: UInt16(2000 + last), ports: [], socketDirectory: "/s")
    }

    private func observed(_ instances: [InstanceRecord], kept: [InstanceRecord] = []) -> ObservedState {
        ObservedState(
            project: nil, instances: instances.map { ObservedInstance(name: $0.name, record: $0, process: nil) },
            kept: kept.enumerated().map { KeptInstance(name: $1.name, number: $0 + 1, record: $1) })
    }

    private func addresses(_ created: [Int], _ observed: ObservedState) throws -> [String] {
        let identities = try Identity.allocate(created.map(name), observed)
        return identities.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.address)" }
    }

    @Test("new instances get the lowest addresses that nobody has, and nothing that exists moves")
    func lowest() throws {
        #expect(try addresses([1, 2], observed([record(0, 16)])) == ["web-1 10.0.2.15", "web-2 10.0.2.17"])
    }

    @Test("who takes the place of another has its address, MAC and ports, whether that stands there or is kept")
    func inherited() throws {
        let both = observed([record(0, 20)], kept: [record(0, 19), record(1, 21)])
        #expect(try addresses([0, 1, 2], both) == ["web-0 10.0.2.20", "web-1 10.0.2.21", "web-2 10.0.2.15"])
        let identity = try #require(try Identity.allocate([name(1)], both)[name(1)])
        #expect(identity.sshPort == 2021 && identity.mac == .qemu(0, 0, 21))
    }

    @Test("an address that somebody else has now is not taken back, and those that are kept are given away last")
    func taken() throws {
        #expect(
            try addresses([1, 2], observed([record(0, 15)], kept: [record(1, 15), record(3, 16)]))
                == ["web-1 10.0.2.17", "web-2 10.0.2.18"])
        // All but one are kept by others: then those are given.
        let kept = (16...254).map { record(300 + $0, UInt32($0)) }
        #expect(
            try addresses([1, 2], observed([record(0, 14)], kept: kept)) == ["web-1 10.0.2.15", "web-2 10.0.2.16"])
    }
}
