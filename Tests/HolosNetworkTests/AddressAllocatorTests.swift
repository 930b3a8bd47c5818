import HolosModel
import HolosNetwork
import HolosTestSupport
import Testing

@Suite("Addresses of instances")
struct AddressAllocatorTests {
    private func address(_ last: UInt32) -> IPv4Address { IPv4Address(value: 0x0a00_0200 | last) }

    private func free(after taken: [UInt32]) -> IPv4Address? {
        var allocator = AddressAllocator(addresses: taken.map(address), macs: [])
        return allocator.userAddress()
    }

    @Test(
        "are the lowest that is free",
        arguments: [([], 15), ([15], 16), ([16], 15), ([15, 16, 18], 17), ([254], 15), ([2, 3, 14], 15)]
            as [([UInt32], UInt32)])
    func lowest(taken: [UInt32], expected: UInt32) {
        #expect(free(after: taken) == address(expected))
    }

    @Test("do not move when an instance goes: only its own becomes free")
    func stable() {
        var first = AddressAllocator(addresses: [], macs: [])
        let given = (0..<5).compactMap { _ in first.userAddress() }
        #expect(given == [15, 16, 17, 18, 19].map(address))
        var second = AddressAllocator(addresses: [given[0], given[1], given[3], given[4]], macs: [])
        #expect(second.userAddress() == given[2])
        #expect(second.userAddress() == address(20))
    }

    @Test("are exhausted after 240, all within the subnet and none the gateway or the name server")
    func exhaustion() {
        var allocator = AddressAllocator(addresses: [], macs: [])
        var seen: Set<IPv4Address> = []
        for _ in 0..<240 {
            guard let address = allocator.userAddress() else { break }
            seen.insert(address)
        }
        #expect(seen.count == 240)
        #expect(allocator.userAddress() == nil)
        #expect(allocator.userAddress() == nil)
        #expect(seen.allSatisfy { $0.value & 0xffff_ff00 == UserModeNetwork.subnet.value && $0.value & 255 != 255 })
        #expect(!seen.contains(UserModeNetwork.gateway) && !seen.contains(UserModeNetwork.nameserver))
    }

    @Test("on the hardware level are unique and in QEMU's range, the same for the same seed")
    func macs() {
        func run() -> [MACAddress] {
            var generator = SeededNumbers(1)
            var allocator = AddressAllocator(addresses: [], macs: [])
            return (0..<5000).map { _ in allocator.mac(using: &generator) }
        }
        let first = run()
        #expect(Set(first).count == first.count)
        #expect(first.allSatisfy { $0.value >> 24 == 0x525400 })
        #expect(run() == first)
        // Every one of the three bytes varies.
        for index in 3..<6 { #expect(Set(first.map { $0.bytes[index] }).count > 200) }
    }

    @Test("on the hardware level differ from those the project has, whatever the generator says")
    func taken() {
        var generator = SeededNumbers(1)
        var empty = AddressAllocator(addresses: [], macs: [])
        let first = empty.mac(using: &generator)
        // The same seed would give the same address.
        var again = SeededNumbers(1)
        var allocator = AddressAllocator(addresses: [], macs: [first])
        #expect(allocator.mac(using: &again) != first)
    }
}
