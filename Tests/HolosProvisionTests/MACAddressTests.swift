import Foundation
import HolosModel
import Testing

@Suite("MAC address")
struct MACAddressTests {
    @Test("is read and written in one form")
    func forms() throws {
        let address = try #require(MACAddress("52:54:00:0a:ff:01"))
        #expect(address == .qemu(0x0a, 0xff, 0x01))
        #expect(address.description == "52:54:00:0a:ff:01")
        #expect(address.bytes == [0x52, 0x54, 0, 0x0a, 0xff, 1])
        let data = try JSONEncoder().encode([address])
        #expect(String(decoding: data, as: UTF8.self) == "[\"52:54:00:0a:ff:01\"]")
        #expect(try JSONDecoder().decode([MACAddress].self, from: data) == [address])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([MACAddress].self, from: Data("[\"x\"]".utf8)) }
    }

    @Test(
        "is refused in any other form",
        arguments: [
            "", "52:54:00:0A:ff:01", "52:54:00:0a:ff", "52:54:00:0a:ff:01:02", "52-54-00-0a-ff-01", "5254000aff01",
            "52:54:00:0a:ff:1", "52:54:00:0a:ff:011", "52:54:00:0a:ff:0g", " 52:54:00:0a:ff:01", "52:54:00:0a:ff:01\n",
            ":::::",
        ])
    func refused(text: String) { #expect(MACAddress(text) == nil) }
}
