import HolosModel
import Testing

@Suite("IPv4 addresses")
struct IPv4AddressTests {
    @Test(
        "are read in dotted form",
        arguments: [
            ("127.0.0.1", 0x7f00_0001), ("0.0.0.0", 0), ("255.255.255.255", 0xffff_ffff), ("10.0.2.15", 0x0a00_020f),
        ] as [(String, UInt32)])
    func read(text: String, value: UInt32) throws {
        let address = try #require(IPv4Address(text))
        #expect(address.value == value)
        #expect(address.description == text)
        #expect(try JSON.decode(IPv4Address.self, JSON.encode(address)) == address)
    }

    @Test(
        "are refused in any other form",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "010.0.0.1", "1.2.3.04", "00.0.0.0", "+1.2.3.4", "-1.2.3.4",
            "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4\n", "0x7f.0.0.1", "localhost", "::1",
            "1.2.3.\u{0664}",
        ])
    func refused(text: String) {
        #expect(IPv4Address(text) == nil)
        #expect(JSON.failure(IPv4Address.self, JSON.quoted(text)).contains("invalid IPv4 address"))
    }

    @Test("are ordered as numbers")
    func order() { #expect(IPv4Address(value: 0x0a00_0002) < IPv4Address(value: 0x0a00_000a)) }
}

@Suite("MAC addresses")
struct MACAddressModelTests {
    @Test("read back what they write", arguments: ["52:54:00:12:34:56", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"])
    func roundTrip(text: String) throws {
        let address = try #require(MACAddress(text))
        #expect(address.description == text)
        #expect(try JSON.decode(MACAddress.self, JSON.encode(address)) == address)
    }

    @Test(
        "have one spelling",
        arguments: [
            "", "52:54:00:12:34", "52:54:00:12:34:56:78", "52:54:00:AB:cd:ef", "525400123456", "52-54-00-12-34-56",
            "5:54:00:12:34:567", "52:54:00:12:34:5g", " 52:54:00:12:34:56", "52:54:00:12:34:56\n", ":::::",
        ])
    func refused(text: String) {
        #expect(MACAddress(text) == nil)
        #expect(JSON.failure(MACAddress.self, JSON.quoted(text)).contains("invalid MAC address"))
    }

    @Test("of QEMU's range begin with 52:54:00")
    func range() {
        #expect(MACAddress.qemu(0xab, 0, 1).description == "52:54:00:ab:00:01")
        #expect(MACAddress.qemu(1, 2, 3).bytes == [0x52, 0x54, 0, 1, 2, 3])
        #expect(MACAddress.qemu(0, 0, 9) < .qemu(0, 1, 0))
    }
}
