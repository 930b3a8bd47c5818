import HolosCompose
import HolosModel
import Testing

/// The top level, and what services have to do with each other.
@Suite struct ProjectTests {
    static let refusals = [
        Refusal("services: {}", "1:11 `services`: expected at least one service"),
        Refusal("services:", "1:10 `services`: expected a mapping, found nothing"),
        Refusal("services: []", "1:11 `services`: expected a mapping, found a list"),
        Refusal("services: web", "1:11 `services`: expected a mapping, found `web`"),
        Refusal("x-a: 1", "1:1 the file has no `services`"),
        Refusal("services:\n  web:", "2:7 `web`: expected a mapping, found nothing"),
        Refusal("services:\n  web: {}", "2:3 service `web` has no `image`"),
        Refusal("services:\n  a b: {image: ./a.img}", "2:3 `services`: invalid service name `a b`"),
        Refusal("services:\n  ../a: {image: ./a.img}", "2:3 `services`: invalid service name `../a`"),
        Refusal("name: Foo\nservices: {a: {image: ./a.img}}", "1:7 `name`: invalid project name `Foo`"),
        Refusal("name:\nservices: {a: {image: ./a.img}}", "1:6 `name`: expected a text, found nothing"),
        Refusal(
            "nam: x\nservices: {a: {image: ./a.img}}", "1:1 unknown key `nam` at the top level | did you mean `name`?"),
        Refusal("models: {a: {}}\nservices: {a: {image: ./a.img}}", "1:1 `models` at the top level is not supported: "),
        Refusal(
            "image: x\nservices: {a: {image: ./a.img}}",
            "1:1 unknown key `image` at the top level | `image` belongs below `services.<name>`"),
        Refusal(
            "vcpu: x\nservices: {a: {image: ./a.img}}",
            "1:1 unknown key `vcpu` at the top level | `vcpu` belongs below `services.<name>.vm`"),
        Refusal(
            "services:\n  a: &s {image: ./a.img, replicas: 256}\n  b: *s\n  c: *s\n  d: *s",
            "2:3 the project has 1024 instances, at most 1000 are possible"),
    ]

    @Test(arguments: refusals)
    func `a bad file is refused at its place`(refusal: Refusal) { refusal.check(inService: false) }

    @Test func `all errors of a file come at once, sorted by place`() {
        let text = "services:\n  b:\n    image: X\n    replicas: x\n  a:\n    vm: {vcpu: x}\n    oops: 1\nnope: 1"
        let lines = Compose.errors(text).map { $0.prefix { $0 != ":" } }
        #expect(lines == ["3", "4", "5", "6", "7", "8"])
    }

    @Test func `an obsolete version is a warning`() throws {
        let warnings = try Compose.load("version: '3'\n" + Compose.service("x-a: 1")).warnings
        #expect(
            warnings.map(\.message) == ["`version` at the top level has no effect: the specification calls it obsolete"]
        )
        #expect(warnings.first?.location?.description == "/srv/stack/holos.yaml:1:1")
    }

    /// Services `a`, `b`… each with an image and the lines given.
    private static func services(_ services: KeyValuePairs<String, String>) -> String {
        "services:\n" + services.map { "  \($0): {image: ./a.img, \($1)}\n" }.joined()
    }

    static let names = [
        Refusal(
            services(["web": "", "web-1": ""]), "3:3 service `web-1` has the name of an instance of service `web`"),
        Refusal(
            services(["web-255": "", "web": ""]), "2:3 service `web-255` has the name of an instance of service `web`"),
        Refusal(
            services(["web": "", "Web": ""]),
            "3:3 service `Web` has the name `Web` on the network, as service `web` has"),
        Refusal(
            services(["d_b": "", "d.b": ""]),
            "3:3 instance `d.b-0` has the name `d-b-0` on the network, as instance `d_b-0`"),
        Refusal(
            services(["a": "cloud_init: {hostname: b}", "b": ""]),
            "2:46 the hostname of service `a` has the name `b` on the network, as service `b`"),
        Refusal(
            services(["a": "cloud_init: {hostname: x}", "b": "cloud_init: {hostname: X}"]),
            "3:46 the hostname of service `b` has the name `X`"),
        Refusal(
            services(["a": "replicas: 2", "b": "cloud_init: {hostname: a-1}"]), "3:46 the hostname of service `b`"),
        Refusal(services(["localhost": ""]), "2:3 service `localhost` cannot be called `localhost`"),
    ]

    @Test(arguments: names)
    func `a name that would mean two things is refused`(refusal: Refusal) { refusal.check(inService: false) }

    @Test(arguments: [
        services(["web": "", "web-01": "", "web-256": "", "web-x": "", "x-1": ""]),
        services(["a": "cloud_init: {hostname: a}", "b": "cloud_init: {hostname: c}"]),
        services(["a": "replicas: 0, cloud_init: {hostname: z}"]),
    ])
    func `names that only look alike are accepted`(text: String) { #expect(Compose.errors(text) == []) }

    static let dependencies = [
        Refusal("depends_on: [dbb]", "4:18 service `web` depends on the unknown service `dbb`"),
        Refusal("depends_on: [wbe]", "4:18 service `web` depends on the unknown service `wbe` | did you mean `web`?"),
        Refusal(
            "depends_on: web", "4:17 `depends_on`: expected a list of services or a mapping by name, found `web`"),
        Refusal("depends_on:", "4:16 `depends_on`: expected a list of services or a mapping by name, found nothing"),
        Refusal("depends_on: [web]", "4:18 services wait for each other in a circle: `web → web`"),
        Refusal("depends_on: [a b]", "4:18 `depends_on`: invalid service name `a b`"),
        Refusal("depends_on: [[a]]", "4:18 `depends_on`: expected a text, found a list"),
        Refusal("depends_on: {a: }", "4:21 `a`: expected a mapping, found nothing"),
        Refusal("depends_on: {a: {}}", "4:18 `depends_on.a` has no `condition`"),
        Refusal(
            "command: x\ndepends_on: {web: {condition: service_completed_successfully, required: 1}}",
            "5:18 services wait for each other in a circle",
            "5:77 `required`: expected `true` or `false`, found `1`"),
        Refusal(
            "depends_on: {a: {condition: service_heathy}}",
            "4:33 `condition`: expected `service_started`, `service_healthy` or `service_completed_successfully`, found `service_heathy` | did you mean `service_healthy`?"
        ),
        Refusal(
            "depends_on: {a: {condition: service_started, restart: true}}",
            "4:18 service `web` depends on the unknown service `a`"),
    ]

    @Test(arguments: dependencies)
    func `a bad dependency is refused at its place`(refusal: Refusal) { refusal.check() }

    @Test func `a circle of dependencies is printed`() {
        let text = Self.services(["a": "depends_on: [b]", "b": "depends_on: [c]", "c": "depends_on: [d, b]", "d": ""])
        #expect(
            Compose.errors(text).map { $0.prefix(71) } == [
                "4:39 services wait for each other in a circle: `b → c → b` | remove one"
            ])
    }

    @Test func `waiting for health needs a health check`() {
        let wait = "depends_on: {b: {condition: service_healthy}}"
        #expect(Compose.errors(Self.services(["a": wait, "b": ""])).map { $0.prefix(5) } == ["2:36 "])
        #expect(Compose.errors(Self.services(["a": wait, "b": "healthcheck: {disable: true}"])).count == 1)
        #expect(Compose.errors(Self.services(["a": wait, "b": "healthcheck: {test: 'true'}"])) == [])
    }

    @Test func `an error in a service leads to no further ones about it`() {
        let wait = "depends_on: {b: {condition: service_healthy}}"
        #expect(Compose.errors(Self.services(["a": wait, "b": "healthcheck: {test: []}"])).count == 1)
        #expect(Compose.errors("services:\n  a: {image: ./a.img, depends_on: [b]}\n  b: 5").count == 1)
    }

    static let ports: [(String, PortForward)] = [
        ("80", PortForward(hostPorts: nil, guestPort: 80)),
        ("'80'", PortForward(hostPorts: nil, guestPort: 80)),
        ("8080:80", PortForward(hostPorts: 8080...8080, guestPort: 80)),
        ("22:22", PortForward(hostPorts: 22...22, guestPort: 22)),
        ("65535:1/tcp", PortForward(hostPorts: 65535...65535, guestPort: 1)),
        ("80/TCP", PortForward(hostPorts: nil, guestPort: 80)),
        ("0.0.0.0:1:2", PortForward(hostAddress: .v4(.any), hostPorts: 1...1, guestPort: 2)),
        ("127.0.0.1::2", PortForward(hostPorts: nil, guestPort: 2)),
        ("53:53/UDP", PortForward(hostPorts: 53...53, guestPort: 53, transport: .udp)),
        ("8000-9000:80", PortForward(hostPorts: 8000...9000, guestPort: 80)),
        ("'[::1]:80:81'", PortForward(hostAddress: .v6(.loopback), hostPorts: 80...80, guestPort: 81)),
        ("'[::1]::81'", PortForward(hostAddress: .v6(.loopback), hostPorts: nil, guestPort: 81)),
        ("::1:80:81", PortForward(hostAddress: .v6(.loopback), hostPorts: 80...80, guestPort: 81)),
        ("{target: 80}", PortForward(hostPorts: nil, guestPort: 80)),
        ("{target: 80, published: ''}", PortForward(hostPorts: nil, guestPort: 80)),
        (
            "{target: '80', published: 8080, name: a, app_protocol: http, mode: host}",
            PortForward(hostPorts: 8080...8080, guestPort: 80)
        ),
        ("{target: 80, published: '8080-8090'}", PortForward(hostPorts: 8080...8090, guestPort: 80)),
        (
            "{target: 80, host_ip: '::', published: '1', protocol: udp}",
            PortForward(hostAddress: .v6(.any), hostPorts: 1...1, guestPort: 80, transport: .udp)
        ),
    ]

    @Test(arguments: ports)
    func `a port in the short form is understood`(text: String, forward: PortForward) throws {
        #expect(try Compose.decoded("ports:\n  - \(text)").ports == [forward])
    }

    @Test(arguments: [
        ("0-1:80", "expected a host port from 1 to 65535, found `0` | write a number such as `8080`"),
        ("70000", "expected a guest port from 1 to 65535, found `70000`"),
        ("080", "expected a guest port from 1 to 65535, found `080`"),
        ("'+80'", "expected a guest port from 1 to 65535, found `+80`"),
        ("http", "expected a guest port from 1 to 65535, found `http`"),
        ("'80:'", "expected a guest port from 1 to 65535, found an empty text"),
        ("1/sctp", "SCTP ports are not supported"),
        ("80/http", "unknown protocol `http`"), ("5-3", "the range `5-3` ends before it begins | write `3-5`"),
        ("9090-9092:8080-8081", "3 host ports cannot lead to 2 guest ports, found"),
        ("80:8000-8001", "1 host ports cannot lead to 2 guest ports"),
        ("1-2000", "a range has at most 1000 ports"), ("1-2-3", "expected a guest port from 1 to 65535, found `2-3`"),
        ("'[::1]:80'", "the host port is missing, found `[::1]:80` | write `[::1]::80`"),
        ("'[::1]80'", "expected `:` behind the address"), ("'[x]:80:80'", "expected an IP address, found `x`"),
        ("localhost:1:2", "expected an IP address, found `localhost` | write `127.0.0.1`"),
        ("1.2.3:1:2", "expected an IP address, found `1.2.3`"),
        ("127.0.0.1:80", "the host port is missing, found `127.0.0.1:80` | write `127.0.0.1::80`"),
        ("", "expected a text, found nothing"), ("[80]", "expected a mapping, found a list"),
        ("'80 '", "expected a guest port from 1 to 65535, found `80 `"),
    ])
    func `any other port is refused`(text: String, error: String) {
        let column = text.isEmpty ? 8 : 9
        Refusal("ports:\n  - \(text)", "5:\(column) `ports`: \(error)").check()
    }

    static let conflicts = [
        Refusal(
            services(["a": "ports: ['1:1']", "b": "ports: ['1:2']"]),
            "3:31 host port `127.0.0.1:1` is already taken in this project | it is taken at /srv/stack/holos.yaml:2:31"),
        Refusal(
            services(["a": "ports: ['1:1', '0.0.0.0:1:2']"]),
            "2:38 host port `0.0.0.0:1` is already taken in this project | it is taken at /srv/stack/holos.yaml:2:31 as `127.0.0.1`"
        ),
        Refusal(
            services(["a": "ports: ['0.0.0.0:1:1', '10.1.1.1:1:2']"]), "2:46 host port `10.1.1.1:1` is already taken"),
        Refusal(
            services(["a": "ports: ['1:1/udp', '1:1', '[::]:1:1/udp']"]),
            "2:49 host port `[::]:1/udp` is already taken in this project | it is taken at /srv/stack/holos.yaml:2:31 as `127.0.0.1`: `::` stands for every address"
        ),
        Refusal(
            services(["a": "ports: ['1-3:1-3']", "b": "ports: ['2:2']"]),
            "3:31 host port `127.0.0.1:2` is already taken in this project"),
        Refusal(
            services(["a": "ports: ['1-2:80']", "b": "ports: ['1:1', '2:2']"]),
            "2:31 the host ports `127.0.0.1:1-2` do not suffice: 1 are needed, 0 are free | widen the range"),
        Refusal(
            services(["a": "replicas: 2, ports: ['1-2:80']", "b": "ports: ['1-2:81']"]),
            "3:31 the host ports `127.0.0.1:1-2` do not suffice: 3 are needed, 2 are free"),
        Refusal(
            services(["a": "replicas: 3, ports: ['1-2:80']"]),
            "2:44 `ports`: 3 replicas cannot share the host ports `1-2`"),
        Refusal(
            services(["a": "replicas: 2, ports: [{target: 1, published: 1}]"]),
            "2:44 `ports`: 2 replicas cannot share the host port `1`"),
        Refusal(
            services(["a": "replicas: 2, ports: ['1:1']"]), "2:44 `ports`: 2 replicas cannot share the host port `1`"),
    ]

    @Test(arguments: conflicts)
    func `a host port that two would listen on is refused`(refusal: Refusal) { refusal.check(inService: false) }

    @Test func `the same port of different addresses is no conflict`() {
        #expect(
            Compose.errors(
                Self.services([
                    "a": "ports: ['127.0.0.1:1:1', '127.0.0.2:1:1', 1, 1, '1:1/udp', '[::1]:1:1', '5-7:80', '6:6']"
                ])) == [])
    }
}
