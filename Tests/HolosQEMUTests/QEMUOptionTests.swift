import HolosQEMU
import Testing

@Suite("An option of QEMU")
struct QEMUOptionTests {
    @Test(
        "doubles the commas of every value, and leaves everything else alone",
        arguments: [
            ("a", "a"), ("", ""), (",", ",,"), (",,", ",,,,"), ("a,b", "a,,b"), (",a,", ",,a,,"), ("a=b", "a=b"),
            ("/x y/ü", "/x y/ü"), ("a\nb", "a\nb"), ("x,file=/etc/passwd", "x,,file=/etc/passwd"),
            (",\u{301}", ",,\u{301}"),
        ])
    func escaping(value: String, escaped: String) {
        #expect("\(QEMUOption().adding("file", value))" == "file=\(escaped)")
        #expect("\(QEMUOption(value))" == escaped)
    }

    @Test("joins its parts in the order they were added")
    func parts() {
        #expect(
            "\(QEMUOption("user").adding("id", "n").adding("ipv6", false).adding("x", 5))" == "user,id=n,ipv6=off,x=5")
        #expect("\(QEMUOption().adding("a", true))" == "a=on")
        #expect("\(QEMUOption())" == "")
    }
}
