import HolosModel
import Testing

@Suite("Byte sizes")
struct ByteSizeTests {
    @Test(
        "are read with the units of the Compose Specification",
        arguments: [
            ("0", 0), ("1", 1), ("1b", 1), ("512", 512), ("1k", 1024), ("1kb", 1024), ("1KiB", 1024), ("2K", 2048),
            ("512m", 512 << 20), ("512MB", 512 << 20), ("1g", 1 << 30), ("1.5GiB", 3 << 29), ("10G", 10 << 30),
            ("2t", 2 << 40), ("0.5k", 512), ("007", 7), ("0.1k", 102),
            ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", .max), ("8388607t", 8_388_607 << 40),
        ] as [(String, Int64)])
    func read(text: String, bytes: Int64) {
        #expect(ByteSize(text)?.bytes == bytes)
    }

    @Test(
        "are refused when malformed",
        arguments: [
            "", " ", "g", "-1", "+1", "1 g", " 1g", "1g ", "1g\n", "1\r\n", "1x", "1gg", "1ib", "1.g", ".5g", "1.2.3",
            "1e3", "0x10", "inf", "nan", "1,5g", "1_000", "\u{0661}", "1\u{212a}", "1\u{ff4b}", "1k\u{301}",
            "9223372036854775808", "8388608t", "99999999999999999999999", "9999999999999g", "9999999999.5g",
        ])
    func refused(text: String) {
        #expect(ByteSize(text) == nil)
    }

    @Test(
        "are written so that they read back as the same number",
        arguments: [
            (0, "0"), (1, "1"), (1000, "1000"), (1024, "1K"), (1536, "1536"), (512 << 20, "512M"), (10 << 30, "10G"),
            (1 << 40, "1T"), ((1 << 30) + 1, "1073741825"), (9_007_199_254_740_993, "9007199254740993"),
            (.max, "9223372036854775807"),
        ] as [(Int64, String)])
    func roundTrip(bytes: Int64, text: String) throws {
        let size = ByteSize(bytes: bytes)
        #expect(size.description == text)
        #expect(ByteSize(text) == size)
        #expect(try JSON.decode(ByteSize.self, JSON.encode(size)) == size)
    }

    @Test(
        "are rounded down to a decimal for people",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (1535, "1.4 KiB"), (1 << 30, "1 GiB"),
            ((1 << 30) * 12 / 10, "1.1 GiB"), (5 << 40, "5 TiB"), (.max, "8388607.9 TiB"),
        ] as [(Int64, String)])
    func rounded(bytes: Int64, text: String) {
        #expect(ByteSize(bytes: bytes).rounded == text)
    }

    @Test("decode as a number that is not negative")
    func decoding() {
        #expect(JSON.failure(ByteSize.self, "-1").contains("a size cannot be negative"))
        #expect(JSON.failure(ByteSize.self, "\"1g\"") != "")
    }
}
