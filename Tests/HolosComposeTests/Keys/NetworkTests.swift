import HolosCompose
import HolosModel
import Testing

/// `networks`, `mac_address`, `hostname`, `extra_hosts`, `dns`.
@Suite struct NetworkTests {
    private static let top = "networks: {n: {ipam: {config: [{subnet: 172.28.0.0/16}, {subnet: 'fd00::/64'}]}}, m: }\n"

    private static func attachments(_ lines: String) throws -> [NetworkAttachment] {
        try #require(try Compose.load(Compose.service(lines) + top).project.services.first).networks
    }

    private static func attachment(
        _ name: String, _ change: (inout NetworkAttachment) -> Void = { _ in }
    ) -> NetworkAttachment {
        var attachment = NetworkAttachment(network: NetworkName(unchecked: name))
        change(&attachment)
        return attachment
    }

    private static let mac = MACAddress(value: 0x5254_0012_3456)

    static let accepted: [(lines: String, networks: [NetworkAttachment])] = [
        ("x-a: 1", []), ("networks: []", []), ("networks: {}", []),
        ("networks: [n]", [attachment("n")]), ("networks: [m, n]", [attachment("m"), attachment("n")]),
        ("networks: {n: }", [attachment("n")]), ("networks: {n: {}}", [attachment("n")]),
        ("networks: [default]", [attachment("default")]),
        (
            "networks: {n: {aliases: [a, b], ipv4_address: 172.28.0.5, ipv6_address: 'fd00::5', mac_address: 52:54:00:12:34:56,"
                + " priority: 5, gw_priority: '1', interface_name: eth5}}",
            [
                attachment("n") {
                    $0.aliases = ["a", "b"].map { HostName(unchecked: $0) }
                    $0.ipv4Address = IPv4Address("172.28.0.5")
                    $0.ipv6Address = IPv6Address("fd00::5")
                    $0.macAddress = mac
                    $0.priority = 5
                    $0.gatewayPriority = 1
                    $0.interfaceName = "eth5"
                }
            ]
        ),
        ("mac_address: 52-54-00-12-34-56", [attachment("default") { $0.macAddress = mac }]),
        (
            "mac_address: 52:54:00:12:34:56\nnetworks: [n, m]",
            [attachment("n") { $0.macAddress = mac }, attachment("m")]
        ),
        (
            "mac_address: 52:54:00:12:34:56\nnetworks: {n: , m: {priority: 1}}",
            [
                attachment("n"),
                attachment("m") {
                    $0.priority = 1
                    $0.macAddress = mac
                },
            ]
        ),
    ]

    @Test(arguments: accepted.indices)
    func `an attachment is understood`(index: Int) throws {
        let example = Self.accepted[index]
        #expect(try Self.attachments(example.lines) == example.networks, "\(example.lines)")
    }

    static let refused: [(lines: String, error: String)] = [
        ("networks: [mm]", "4:16 service `web` uses the unknown network `mm` | did you mean `m`?"),
        ("networks: [n, n]", "4:19 `networks`: `n` is listed twice"),
        ("networks: n", "4:15 `networks`: expected a list of networks or a mapping by name, found `n`"),
        ("networks: {n: x}", "4:19 `n`: expected a mapping, found `x`"),
        (
            "networks: {n: {ipv4_address: x}}",
            "4:34 `ipv4_address`: expected an IPv4 address, e.g. `172.28.0.5`, found `x`"
        ),
        ("networks: {n: {ipv4_address: 10.0.0.1}}", "4:16 the network `n` has no subnet for `10.0.0.1`"),
        ("networks: {m: {ipv4_address: 10.0.0.1}}", "4:16 the network `m` has no subnet for `10.0.0.1`"),
        ("networks: {n: {mac_address: 52:54}}", "4:33 `mac_address`: expected a hardware address, found `52:54`"),
        ("mac_address: 53:54:00:12:34:56", "4:18 `mac_address`: `53:54:00:12:34:56` is no address of one interface"),
        ("mac_address: 52:54:00:12:34:56\nreplicas: 2", "4:18 `mac_address`: 2 replicas cannot share one address"),
        ("networks: {n: {priority: 1.5}}", "4:30 `priority`: expected a whole number"),
        ("networks: {n: {interface_name: a/b}}", "4:36 `interface_name`: `a/b` is no name of an interface"),
        ("networks: {n: {aliases: [a_b]}}", "4:30 `aliases`: invalid hostname `a_b`"),
        (
            "networks: {n: {link_local_ips: [169.254.1.1]}}",
            "4:20 `link_local_ips` in a network of a service is not supported"
        ),
        ("networks: {n: {aliases: [localhost]}}", "4:16 an alias cannot be `localhost`"),
        ("networks: {n: {interface_name: a}, m: {interface_name: a}}", "4:40 `a` is taken already"),
        ("hostname: a_b", "4:15 `hostname`: invalid hostname `a_b`"),
        ("hostname: a\nreplicas: 2", "4:15 `hostname`: 2 replicas cannot all be called `a`"),
        ("hostname: a\ncloud_init: {hostname: b}", "5:28 `cloud_init.hostname` does not agree with `hostname`"),
        ("domainname: a..b", "4:17 `domainname`: invalid hostname `a..b`"),
        ("extra_hosts: [a]", "4:19 `extra_hosts`: expected `name=address`, found `a`"),
        ("extra_hosts: [a=x]", "4:19 `a`: expected an IP address, found `x`"),
        ("extra_hosts: ['=1.2.3.4']", "4:19 `extra_hosts`: invalid hostname ``"),
        ("extra_hosts: x", "4:18 `extra_hosts`: expected a mapping of names to addresses"),
        ("dns: x", "4:10 `dns`: expected an IP address, found `x`"),
        ("dns_search: [a_b]", "4:18 `dns_search`: invalid hostname `a_b`"),
    ]

    @Test(arguments: refused.indices)
    func `a bad value is refused at its place`(index: Int) {
        let example = Self.refused[index]
        Refusal(Compose.service(example.lines) + Self.top, example.error).check(inService: false)
    }

    /// Beside docker compose 2.40, whose output has the form `name=address`.
    @Test(arguments: [
        ("[a=1.2.3.4]", ["a=1.2.3.4"]), ("['a:1.2.3.4']", ["a=1.2.3.4"]), ("['a=::1']", ["a=::1"]),
        ("['a=[::1]']", ["a=::1"]), ("['a:::1']", ["a=::1"]), ("['a:[::1]']", ["a=::1"]),
        ("{a: 1.2.3.4}", ["a=1.2.3.4"]),
        ("{a: [1.2.3.4, '::1']}", ["a=1.2.3.4", "a=::1"]), ("[a=host-gateway]", ["a=host-gateway"]),
        ("[a=1.2.3.4, a=5.6.7.8]", ["a=1.2.3.4", "a=5.6.7.8"]), ("{a: '[::1]'}", ["a=::1"]),
    ])
    func `hosts mean what they mean to docker compose`(text: String, oracle: [String]) throws {
        let hosts = try Compose.decoded("extra_hosts: \(text)").settings.extraHosts
        #expect(hosts.map { "\($0.name)=\($0.address.map { "\($0)" } ?? "host-gateway")" } == oracle)
    }

    @Test func `names and resolvers reach the model`() throws {
        let service = try Compose.decoded(
            "hostname: www\ncloud_init: {hostname: www}\ndomainname: x.y\ndns: 8.8.8.8\ndns_search: [a.b, c]")
        #expect(service.hostname?.text == "www" && service.domainName?.text == "x.y")
        #expect(service.dnsServers.map { "\($0)" } == ["8.8.8.8"] && service.dnsSearch.map(\.text) == ["a.b", "c"])
    }

    private static let two =
        "services:\n  a: {image: ./a.img, networks: {n: {%}}}\n  b: {image: ./a.img, networks: {n: {%}}}\n"

    @Test func `an address or alias that means two guests is refused`() {
        func errors(_ first: String, _ second: String) -> [String] {
            let parts = Self.two.split(separator: "%")
            return Compose.errors(parts[0] + first + parts[1] + second + parts[2] + Self.top)
        }
        #expect(
            errors("ipv4_address: 172.28.0.5", "ipv4_address: 172.28.0.5").first?.hasPrefix(
                "3:34 `172.28.0.5` is taken already") == true)
        #expect(errors("mac_address: 52:54:00:12:34:56", "mac_address: 52:54:00:12:34:56").count == 1)
        #expect(errors("aliases: [b]", "").first?.hasPrefix("2:34 the alias `b` is the name of service `b`") == true)
        #expect(errors("aliases: [b-0]", "").first?.contains("is the name of instance `b-0`") == true)
        #expect(errors("aliases: [c]", "aliases: [c]") == [])
        #expect(errors("aliases: [a]", "ipv4_address: 172.28.0.6") == [])
    }

    private static let service = "services: {a: {image: ./a.img}}\nnetworks:\n"

    static let definitions = [
        Refusal(service + "  n n: {}", "3:3 `networks`: invalid network name `n n`"),
        Refusal(service + "  n: {driver: host}", "3:15 `driver`: a VM cannot be on the network `host`"),
        Refusal(
            service + "  n: {external: true, internal: true}", "3:23 `internal` cannot be said of what is external"),
        Refusal(service + "  n: {external: {name: x}}", "3:17 `external`: a mapping is the old form"),
        Refusal(service + "  n: {enable_ipv4: false}", "3:7 `enable_ipv4` in the network `n` is not supported: every"),
        Refusal(service + "  n: {ipam: {driver: x}}", "3:14 `driver` in `ipam` is not supported"),
        Refusal(
            service + "  n: {ipam: {config: [{subnet: x}]}}", "3:32 `subnet`: expected a range of addresses, found `x`"),
        Refusal(service + "  n: {ipam: {config: [{gateway: 1.2.3.4}]}}", "3:23 an entry of `config` has no `subnet`"),
        Refusal(
            service + "  n: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.1.1}]}}",
            "3:54 `gateway`: `10.0.1.1` is not within the subnet `10.0.0.0/24`"),
        Refusal(
            service + "  n: {ipam: {config: [{subnet: 10.0.0.0/24, ip_range: 10.0.0.0/16}]}}",
            "3:55 `ip_range`: `10.0.0.0/16` is not within the subnet `10.0.0.0/24`"),
        Refusal(
            service + "  n: {ipam: {config: [{subnet: 10.0.0.0/24, aux_addresses: {h: 10.1.0.1}}]}}",
            "3:64 `h`: `10.1.0.1` is not within the subnet"),
        Refusal(service + "  n: []", "3:6 `n`: expected a mapping, found a list"),
    ]

    @Test(arguments: definitions)
    func `a bad network is refused at its place`(refusal: Refusal) { refusal.check(inService: false) }

    @Test func `networks reach the project`() throws {
        let text =
            Self.service + """
                  n:
                    ipam:
                      driver: default
                      config:
                        - {subnet: 172.28.0.0/16, ip_range: 172.28.5.0/24, gateway: 172.28.5.254, aux_addresses: {h: 172.28.1.5}}
                    enable_ipv6: true
                    internal: true
                  m: {driver: bridge, enable_ipv4: true, attachable: false}
                  o: {driver: macvlan, driver_opts: {parent: eth0}, labels: {a: b}}
                  p: {external: true, name: x}
                """
        let loaded = try Compose.load(text)
        #expect(loaded.warnings.isEmpty)
        let networks = loaded.project.networks
        #expect(networks.map(\.key.text) == ["m", "n", "o", "p"])
        #expect(networks[0] == Network(key: NetworkName(unchecked: "m")))
        #expect(networks[1].isInternal && networks[1].hasIPv6)
        #expect(networks[1].subnets.first?.range == IPRange("172.28.5.0/24"))
        #expect(networks[1].subnets.first?.reserved == [IPAddress.v4(IPv4Address(value: 0xac1c_0105))])
        #expect(networks[2].driver == "macvlan" && networks[2].driverOptions == ["parent": "eth0"])
        #expect(networks[3].isExternal && networks[3].name == "x")
    }
}
