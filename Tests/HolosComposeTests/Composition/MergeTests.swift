import HolosCompose
import HolosModel
import Testing

/// How a later value adds to an earlier one (Compose Specification, "Merge"), by the kind of the key.
@Suite struct MergeTests {
    /// A table with a key of each kind that merges in a way of its own.
    private static let table: KeyTable = {
        let port = KeyTable(
            "in `ports`",
            keys: [
                Key("target", .text, "", required: true), Key("published", .text, "", default: "chosen by the system"),
                Key("host_ip", .text, "", default: "`127.0.0.1`"), Key("protocol", .text, "", default: "`tcp`"),
            ])
        let grant = KeyTable(
            "", keys: [Key("source", .text, ""), Key("target", .text, "", default: "`/run/<source>`")])
        let health = KeyTable("", keys: [Key("test", .command, ""), Key("interval", .duration, "")])
        let network = KeyTable("", keys: [Key("aliases", .list(of: "names"), ""), Key("priority", .text, "")])
        let build = KeyTable("", keys: [Key("context", .text, ""), Key("args", .pairs(of: "arguments"), "")])
        let unique = ["host_ip", "target", "published", "protocol"]
        return KeyTable(
            "in a service",
            keys: [
                Key("image", .text, ""), Key("packages", .list(of: "names"), ""),
                Key("runcmd", .list(of: "commands"), ""),
                Key("ipam", .section(KeyTable("", keys: [IPAMKeys.config])), ""), Key("dns", .oneOrMore(of: "a"), ""),
                Key("tmpfs", .oneOrMore(of: "paths"), ""), Key("command", .command, ""),
                Key("environment", .pairs(of: "variables"), ""), Key("extra_hosts", .hosts, ""),
                Key("healthcheck", .section(health), ""),
                Key("build", .sectionOrText(build, text: "context"), ""),
                Key("depends_on", .names(of: "services", DependencyKeys.table), ""),
                Key("networks", .names(of: "networks", network), ""),
                Key("ports", .entries(port, short: .port, unique: unique), ""),
                Key("volumes", .entries(grant, short: .volume, unique: ["target"]), ""),
                Key("secrets", .entries(grant, short: .grant, unique: ["target"]), ""),
                Key("env_file", .entries(grant, short: .envFile, unique: ["path"]), ""),
                Key("files", .sections(grant), ""), Key("limits", .named(health), ""), Key("loose", .anything, ""),
            ])
    }()

    /// The tree of a text as YAML in one line, with sorted keys.
    private static func shown(_ node: Node) -> String {
        switch node.content {
        case .broken: "BROKEN"
        case .scalar(let scalar): node.isNull ? "null" : scalar.text
        case .sequence(let items): "[" + items.map(shown).joined(separator: ", ") + "]"
        case .mapping(let pairs):
            "{"
                + pairs.sorted { ($0.key.text ?? "") < ($1.key.text ?? "") }
                .map { "\($0.key.text ?? ""): \(shown($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func merged(_ texts: [String], _ log: DiagnosticLog) throws -> Node {
        var trees: [Node] = []
        for (index, text) in texts.enumerated() {
            let bytes = Array("{\(text)}".utf8)
            let document = Document.parse(file: "\(index).yaml", directory: "/d\(index)", bytes: bytes, log: log)
            trees.append(try #require(document).root)
        }
        let pass = MergePass(log: log)
        let root = trees.dropFirst().reduce(trees[0]) { $0.merged(with: $1, by: pass, table) }
        return TagPass().apply(to: root)
    }

    /// Earlier, later, result; the section of the specification is named in each comment.
    static let rules: [(texts: [String], result: String)] = [
        // "Mapping"
        (["image: a", "image: b"], "image: b"),
        (["healthcheck: {interval: 1s}", "healthcheck: {test: x}"], "healthcheck: {interval: 1s, test: x}"),
        (["limits: {a: {interval: 1s}}", "limits: {a: {interval: 2s}, b: {}}"], "limits: {a: {interval: 2s}, b: {}}"),
        // A key without a value says nothing, as in docker compose.
        (["image: a, packages: [a]", "image: , packages: ~"], "image: a, packages: [a]"),
        (["image: ", "image: b"], "image: b"),
        (["networks: {n: {priority: 1}}", "networks: {n: }"], "networks: {n: {priority: 1}}"),
        (
            ["packages: [a], environment: {A: b}", "packages: [], environment: {}"],
            "packages: [a], environment: {A: b}"
        ),
        // "Sequence"
        (["runcmd: [a, b]", "runcmd: [b, c]"], "runcmd: [a, b, b, c]"),
        (["packages: [a, b]", "packages: [b, c]"], "packages: [a, b, c]"),
        (["files: [{source: a}]", "files: [{source: a}]"], "files: [{source: a}, {source: a}]"),
        (["dns: 1.1.1.1", "dns: [2.2.2.2, 1.1.1.1]"], "dns: [1.1.1.1, 2.2.2.2]"),
        (["tmpfs: ['/t:size=1', /u]", "tmpfs: '/t:size=2'"], "tmpfs: ['/t:size=2', /u]"),
        // "Shell commands"
        (["command: [a, b]", "command: [c]"], "command: [c]"),
        (["command: [a]", "command: c"], "command: c"),
        (["command: [a]", "command: "], "command: "),
        (["healthcheck: {test: [CMD, a]}", "healthcheck: {test: b}"], "healthcheck: {test: b}"),
        // `environment`, `labels`…: a list means the same as a mapping.
        (["environment: [A=1, B, C=]", "environment: {A: 2}"], "environment: {A: 2, B: null, C: ''}"),
        (["environment: {A: 1}", "environment: [A, B=c=d]"], "environment: {A: null, B: c=d}"),
        (["environment: [A=1]", "environment: [A=2]"], "environment: {A: 2}"),
        // `extra_hosts`, as docker compose does.
        (["extra_hosts: ['h:1', 'h:2']", "extra_hosts: {h: 3, i: 4}"], "extra_hosts: {h: [1, 2, 3], i: 4}"),
        (["extra_hosts: {h: [1, 2]}", "extra_hosts: ['h=2']"], "extra_hosts: {h: [1, 2]}"),
        // `build`
        (["build: ./x", "build: {args: [A=1]}"], "build: {context: ./x, args: [A=1]}"),
        (["build: {context: x, args: {A: 1}}", "build: ./y"], "build: {context: ./y, args: {A: 1}}"),
        // `depends_on`, `networks`
        (
            ["depends_on: {b: {condition: service_healthy, restart: true}}", "depends_on: [b, c]"],
            "depends_on: {b: {condition: service_started, restart: true}, c: {condition: service_started}}"
        ),
        (["depends_on: [b]", "depends_on: {b: {x: 1}}"], "depends_on: {b: {condition: service_started, x: 1}}"),
        (["networks: {n: {aliases: [a]}}", "networks: [n, m]"], "networks: {m: {}, n: {aliases: [a]}}"),
        // "Unique resources"
        (
            ["ports: [{target: 80}, {target: 81, name: a}]", "ports: [{target: 81, protocol: tcp}]"],
            "ports: [{target: 80}, {target: 81, protocol: tcp}]"
        ),
        (
            ["ports: [{target: 1}]", "ports: [{target: 1, protocol: udp}, {target: 1, published: 2}]"],
            "ports: [{target: 1}, {target: 1, protocol: udp}, {target: 1, published: 2}]"
        ),
        (
            ["ports: [{target: 1, host_ip: 127.0.0.1}]", "ports: [{target: 1, name: b}]"],
            "ports: [{target: 1, name: b}]"
        ),
        (
            ["secrets: [a, b]", "secrets: [{source: c, target: a}, b]"],
            "secrets: [{source: c, target: a}, {source: b}]"
        ),
        (
            ["secrets: [a]", "secrets: [{source: b, target: /run/secrets/a}]"],
            "secrets: [{source: b, target: /run/secrets/a}]"
        ),
        // The same text in files of two folders names two files.
        (["env_file: e", "env_file: [e]"], "env_file: [{path: e}, {path: e}]"),
        (["env_file: /e", "env_file: [f, {path: /e, x: 1}]"], "env_file: [{path: /e, x: 1}, {path: f}]"),
        (["volumes: [{source: a, target: /w}]", "volumes: [{target: /w/}]"], "volumes: [{target: /w/}]"),
        (
            ["ipam: {config: [{subnet: a, gateway: g}, {subnet: b}]}", "ipam: {config: [{subnet: c}, {subnet: a}]}"],
            "ipam: {config: [{subnet: c}, {subnet: a, gateway: g}]}"
        ),
        // "Reset value"
        (["packages: [a], image: b", "packages: !reset []"], "image: b"),
        (["environment: {A: 1, B: 2}", "environment: {A: !reset null}"], "environment: {B: 2}"),
        (["environment: [A=1, B=2]", "environment: {A: !reset null}"], "environment: {B: 2}"),
        (["healthcheck: {test: a, interval: 1s}", "healthcheck: {interval: !reset x}"], "healthcheck: {test: a}"),
        (["packages: [a]", "packages: !reset []", "packages: [b]"], "packages: [b]"),
        (["packages: !reset [a]", "packages: [b]"], "packages: [b]"),
        (["image: !reset a, packages: [!reset a, b]"], "packages: [b]"),
        (["environment: {A: 1}", "environment: [!reset A, B=1]"], "environment: {A: 1, B: 1}"),
        (["x-a: 1", "x-a: !reset 1"], ""),
        // The tag does not hide a mistyped key: it is left for the decoder.
        (["image: a", "imag: !reset a"], "image: a, imag: BROKEN"),
        // "Replace value"
        (["packages: [a]", "packages: !override [b]"], "packages: [b]"),
        (["environment: {A: 1}", "environment: !override {B: 2}", "environment: [C=3]"], "environment: {B: 2, C: 3}"),
        (["healthcheck: {test: a, interval: 1s}", "healthcheck: !override {test: b}"], "healthcheck: {test: b}"),
        (["healthcheck: [a]", "healthcheck: !override {test: b}"], "healthcheck: {test: b}"),
        (
            ["healthcheck: {test: a}", "healthcheck: !override {test: b, interval: !reset 1s}"],
            "healthcheck: {test: b}"
        ),
        (["packages: [!override a]"], "packages: [a]"),
        // "Extension", and what no table knows.
        (["x-a: {b: [1], c: 1}", "x-a: {b: [2], c: 2}"], "x-a: {b: [1, 2], c: 2}"),
        (["x-a: [1]", "x-a: {b: 1}"], "x-a: {b: 1}"),
        (["nope: {a: 1}", "nope: {b: 1}"], "nope: {a: 1, b: 1}"),
        (["loose: 5", "loose: {a: 1}"], "loose: {a: 1}"),
        (["loose: [a=1]", "loose: {a: 1}"], "loose: {a: 1}"),
        (["limits: {n: 5}", "limits: {n: {test: 1}}"], "limits: {n: {test: 1}}"),
    ]

    @Test(arguments: rules.indices)
    func `a later file adds to an earlier one`(index: Int) throws {
        let rule = Self.rules[index]
        let log = DiagnosticLog()
        let result = Self.shown(try Self.merged(rule.texts, log))
        // BROKEN is no YAML of the table: what is expected is written in the same words.
        let expected = try Self.shown(Self.merged([rule.result.replacing("BROKEN", with: "!!str BROKEN")], log))
        #expect(result == expected, "\(rule.texts)")
        #expect(log.errors.isEmpty)
    }

    @Test(arguments: [
        ("healthcheck: {test: a}", "healthcheck: [a]", "`healthcheck` is a list here and a mapping at 0.yaml:1:15"),
        ("packages: [a]", "packages: {a: b}", "`packages` is a mapping here and a list at 0.yaml:1:12"),
    ])
    func `a list and a mapping do not merge`(earlier: String, later: String, message: String) throws {
        let log = DiagnosticLog()
        #expect(try Self.shown(Self.merged([earlier, later], log)).contains("BROKEN"))
        #expect(log.errors.map(\.message) == [message])
        #expect(log.errors.first?.location?.file == "1.yaml")
        #expect(log.errors.first?.hints.first?.contains("!override") == true)
    }

    @Test func `every value keeps the place that it was read from`() throws {
        let texts = ["environment: [A=1, B=2], healthcheck: {test: a}", "environment: {A: 3}, packages: [p]"]
        let root = try Self.merged(texts, DiagnosticLog())
        #expect(root["environment"]?["A"]?.location.description == "1.yaml:1:19")
        #expect(root["environment"]?["B"]?.location.description == "0.yaml:1:21")
        #expect(root["healthcheck"]?["test"]?.source.directory == "/d0")
        #expect(root["packages"]?.location.description == "1.yaml:1:33")
    }
}

extension Node {
    fileprivate func merged(with later: Node, by pass: MergePass, _ table: KeyTable) -> Node {
        pass.merged(self, with: later, as: .section(table), name: "file")
    }
}
