import HolosModel
import Testing

@Suite("Time spans")
struct TimeSpanTests {
    @Test(
        "are read with the units of the Compose Specification",
        arguments: [
            ("0", 0), ("0s", 0), ("10s", 10_000_000_000), ("1h30m", 5_400_000_000_000), ("500ms", 500_000_000),
            ("2.5s", 2_500_000_000), ("1us", 1000), ("1.5us", 1500), ("1m1m", 120_000_000_000),
            ("1s1h", 3_601_000_000_000),
            ("0.1us", 100), ("800000h0.001us", 2_880_000_000_000_000_001),
        ] as [(String, Int64)])
    func read(text: String, nanoseconds: Int64) {
        #expect(TimeSpan(text)?.nanoseconds == nanoseconds)
    }

    @Test(
        "are refused when malformed or longer than a century",
        arguments: [
            "", "1", "10", "s", "-1s", "+1s", "1 s", " 1s", "1s ", "1s\n", "1d", "1S", "1e3s", "1.2.3s", ".s", "1h30",
            "\u{0661}s", "1ſ", "infs", "999999999999h", "99999999999999999999999s", "900000h", "900000h900000h",
            "2562047h2562047h2562047h2562047h",
        ])
    func refused(text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test(
        "are written so that they read back as the same length",
        arguments: [
            (0, "0s"), (1, "0.001us"), (1500, "1.5us"), (1050, "1.05us"), (1000, "1us"), (1_000_000, "1ms"),
            (90_000_000_000, "1m30s"),
            (3_600_000_000_000, "1h"), (3_661_001_001_001, "1h1m1s1ms1.001us"),
            (2_880_000_000_000_000_001, "800000h0.001us"),
        ] as [(Int64, String)])
    func roundTrip(nanoseconds: Int64, text: String) throws {
        let span = TimeSpan(nanoseconds: nanoseconds)
        #expect(span.description == text)
        #expect(TimeSpan(text) == span)
        #expect(try JSON.decode(TimeSpan.self, JSON.encode(span)) == span)
    }

    @Test("are what the standard library's clocks measure")
    func duration() {
        #expect(TimeSpan.seconds(2).duration == .seconds(2))
        #expect(TimeSpan.milliseconds(3).duration == .milliseconds(3))
        #expect(TimeSpan.milliseconds(999) < .seconds(1))
    }

    @Test("decode only from a valid text")
    func decoding() {
        #expect(JSON.failure(TimeSpan.self, "\"soon\"").contains("invalid duration `soon`"))
    }
}
