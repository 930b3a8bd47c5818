import HolosCompose
import HolosModel
import Testing

/// `ports` beside what docker compose 2.40 makes of the same text, as `target published protocol host_ip`
/// (Compose Specification, "ports").
@Suite struct PortOracleTests {
    static let cases: [(text: String, oracle: [String])] = [
        ("80", ["80 - tcp -"]),
        ("'80'", ["80 - tcp -"]),
        ("8080:80", ["80 8080 tcp -"]),
        ("22:22", ["22 22 tcp -"]),
        ("'3000-3002'", ["3000 - tcp -", "3001 - tcp -", "3002 - tcp -"]),
        ("'8000-9000:80'", ["80 8000-9000 tcp -"]),
        ("'9090-9091:8080-8081'", ["8080 9090 tcp -", "8081 9091 tcp -"]),
        ("'127.0.0.1:5000-5001:5000-5001'", ["5000 5000 tcp 127.0.0.1", "5001 5001 tcp 127.0.0.1"]),
        ("'[::1]:6001:6001'", ["6001 6001 tcp ::1"]),
        ("'6060:6060/udp'", ["6060 6060 udp -"]),
        ("'127.0.0.1::80'", ["80 - tcp 127.0.0.1"]),
        ("80/TCP", ["80 - tcp -"]),
        ("'[::1]::80'", ["80 - tcp ::1"]),
        ("{target: 80}", ["80 - tcp -"]),
        ("{target: 80, published: 8080}", ["80 8080 tcp -"]),
        ("{target: 80, published: '8080-8090'}", ["80 8080-8090 tcp -"]),
        ("{target: '80', published: '8080'}", ["80 8080 tcp -"]),
        ("{target: 80, published: ''}", ["80 - tcp -"]),
        (
            "{target: 80, host_ip: '::1', published: 1, protocol: udp, mode: host, name: a, app_protocol: http}",
            ["80 1 udp ::1"]
        ),
        ("'8000-8001:80'", ["80 8000-8001 tcp -"]),
    ]

    @Test(arguments: cases.indices)
    func `a port means what it means to docker compose`(index: Int) throws {
        let example = Self.cases[index]
        let ports = try Compose.decoded("ports: [\(example.text)]").ports.map { port in
            let range = port.hostPorts.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            return "\(port.guestPort) \(range ?? "-") \(port.transport) \(port.hostAddress)"
        }
        // The one difference: where no address is named, docker compose listens on all, holos on loopback.
        let expected = example.oracle.map { $0.hasSuffix(" -") ? $0.dropLast() + "127.0.0.1" : $0 }
        #expect(ports == expected, "\(example.text)")
    }

    /// Texts that docker compose refuses, too.
    @Test(arguments: [
        "'9090-9092:8080-8081'", "'127.0.0.1:80'", "'localhost:1:2'", "80/http", "'5-3'", "'80:'", "8e1",
        "'80:8000-8001'", "{published: 1}", "{target: '80-82', published: '1-3'}", "'80 '",
    ])
    func `what docker compose refuses is refused`(text: String) {
        #expect(!Compose.errors(Compose.service("ports: [\(text)]")).isEmpty)
    }

    static let longForms = [
        Refusal("ports:\n  - published: 1", "5:9 a port has no `target`"),
        Refusal("ports:\n  - target: 0", "5:17 `target`: expected a whole number from 1 to 65535, found `0`"),
        Refusal("ports:\n  - {target: 1, protocol: sctp}", "5:31 `protocol`: expected `tcp` or `udp`, found `sctp`"),
        Refusal("ports:\n  - {target: 1, host_ip: localhost}", "5:30 `host_ip`: expected an IP address"),
        Refusal("ports:\n  - {target: 1, published: 2-1}", "5:32 `published`: the range `2-1` ends before it begins"),
        Refusal("ports:\n  - {target: 1, published: 0}", "5:32 `published`: expected a host port from 1 to 65535"),
        Refusal("ports:\n  - {target: 1, publish: 0}", "5:21 unknown key `publish` in `ports` | did you mean"),
        Refusal("ports: 80", "4:12 `ports`: expected a list of texts or mappings, found `80`"),
    ]

    @Test(arguments: longForms)
    func `a bad long form is refused at its place`(refusal: Refusal) { refusal.check() }

    @Test func `expose is checked and says nothing more`() throws {
        let service = try Compose.decoded("expose: [80, '81-83/udp', 80/tcp]")
        #expect(service.ports.isEmpty)
        Refusal(
            "expose: [x, 80/http]", "4:14 `expose`: expected a guest port", "4:17 `expose`: unknown protocol `http`"
        ).check()
    }

    @Test func `a project has a limit of ports`() {
        let services = (0..<30).map { "  s\($0): {image: ./a.img, ports: ['1-1000']}\n" }.joined()
        #expect(Compose.errors("services:\n" + services).contains { $0.contains("more than 20000 ports") })
    }
}
