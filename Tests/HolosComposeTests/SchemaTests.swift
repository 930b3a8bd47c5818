import HolosCompose
import HolosModel
import HolosTestSupport
import SystemPackage
import Testing

/// The JSON Schema judged by a validator that knows nothing of holos. One that is missing is a failure.
@Suite("JSON Schema")
struct SchemaTests {
    private static let script = Here.repository.appending("scripts/check-schema")

    /// What the script finds wrong; empty for nothing.
    private func check(_ arguments: [String]) async throws -> String {
        let scratch = try ScratchFolder()
        let schema = try scratch.write(ComposeSchema.document.json, to: "schema.json")
        let result = try await HolosFixture.run(Self.script, [schema.string] + arguments)
        return result.code == 0 ? "" : result.text + result.errors
    }

    private static func files(_ folder: String) -> [String] {
        let path = Here.repository.appending(folder)
        return Here.stems(in: path, extension: "yaml").map { path.appending($0 + ".yaml").string }
    }

    @Test("accepts every example, every good file and every example of the documentation")
    func good() async throws {
        let examples = Here.names(in: Here.repository.appending("examples")).flatMap { Self.files("examples/\($0)") }
        let fixtures = Self.files("Tests/HolosComposeTests/Fixtures/good")
        #expect(!examples.isEmpty && fixtures.count >= 4)
        let scratch = try ScratchFolder()
        let blocks = try Here.text(Here.repository.appending("docs/compose.md")).split(separator: "```yaml\n")
            .dropFirst()
            .compactMap { $0.split(separator: "```").first }
        let documented = try blocks.enumerated().map { index, block in
            try scratch.write(String(block), to: "\(index).yaml").string
        }
        #expect(try await check(examples + fixtures + documented) == "")
    }

    @Test("accepts every file of the corpus that holos accepts")
    func corpus() async throws {
        let files = Here.acceptedFiles().map(\.file.string)
        #expect(files.count >= 150, "\(files.count)")
        #expect(try await check(files) == "")
    }

    @Test("accepts what holos prints of every good file")
    func printed() async throws {
        let scratch = try ScratchFolder()
        let files = try Here.goodFiles().map { name, loaded in
            try scratch.write(ProjectDocument(loaded.project).value.text(.readable), to: name).string
        }
        #expect(try await check(files) == "")
    }

    /// Files with one thing that is wrong, each refused by holos too.
    static let refused = [
        "service: {}\n", "- services\n", "services: [web]\n", "services: {web: [image]}\n", "services: {-web: {}}\n",
        "name: Shop\nservices: {}\n", "services: {}\nvolume: {}\n",
        Compose.service("prots: [80]"), Compose.service("image_os: windows"), Compose.service("replicas: many"),
        Compose.service("replicas: -1"), Compose.service("replicas: 1.5"), Compose.service("replicas: '2k'"),
        Compose.service("replicas: '1.5'"),
        Compose.service("stop_grace_period: 10"), Compose.service("stop_grace_period: 10 s"),
        Compose.service("stop_grace_period: soon"), Compose.service("vm: {disk_size: 10X}"),
        Compose.service("vm: {disk_size: -2}"), Compose.service("vm: {uefi: yes}"), Compose.service("vm: {uefi: 1}"),
        Compose.service("vm: {vcpu: 0}"), Compose.service("vm: {memory: 512}"), Compose.service("vm: 2"),
        Compose.service("ports: [http]"), Compose.service("ports: ['80:']"), Compose.service("ports: [70000]"),
        Compose.service("ports: 80"), Compose.service("depends_on: {db: {condition: ready}}"),
        Compose.service("depends_on: 7"), Compose.service("healthcheck: {test: {CMD: x}}"),
        Compose.service("healthcheck: {retries: often}"), Compose.service("healthcheck:"),
        Compose.service("cloud_init: {write_files: [{content: x}]}"), Compose.service("cloud_init: {packages: nginx}"),
        Compose.service("cloud_init: {write_files: [{path: /x, append: maybe}]}"),
        Compose.service("cloud_init: {runcmd: [{a: b}]}"), Compose.service("image: [a]"),
        Compose.service("image: null"),
    ]

    @Test("refuses unknown keys, wrong types, words, sizes, durations and ports")
    func bad() async throws {
        let scratch = try ScratchFolder()
        let files = try Self.refused.enumerated().map { index, text in
            #expect(!Compose.errors(text).isEmpty, "holos takes \(text)")
            return try scratch.write(text, to: "\(index).yaml").string
        }
        let found = try await check(["--refused"] + files)
        let slipped = Self.refused.indices.filter { found.contains("/\($0).yaml: accepted") }.map { Self.refused[$0] }
        #expect(found.isEmpty, "\(slipped)\n\(found)")
    }

    @Test("is no stricter than the decoder with sizes, durations, numbers, booleans and ports")
    func forms() async throws {
        let lines =
            ["0", "1s", "1h30m", "2.5s", ".5s", "5.s", "100us", "1m1ms"].map { "stop_grace_period: \($0)" }
            + ["1048576", "2097152b", "1.5GiB", "10g", "512MB", "4096Kib", "'10G'", "1t"].map {
                "vm: {disk_size: \($0)}"
            }
            + ["true", "'True'", "FALSE"].map { "vm: {uefi: \($0)}" } + ["2", "'2'"].map { "vm: {vcpu: \($0)}" }
            + ["80", "8080:80", "0.0.0.0:80:80", "127.0.0.1::80", "80/tcp", "80/TCP"].map { "ports: ['\($0)']" }
            + ["ports: [80]", "image_os: openrc", "healthcheck: {test: [NONE]}", "healthcheck: {test: a b}"]
        let scratch = try ScratchFolder()
        let files = try lines.enumerated().map { index, line in
            let text = Compose.service(line)
            #expect(Compose.errors(text) == [], "\(text)")
            return try scratch.write(text, to: "\(index).yaml").string
        }
        #expect(try await check(files) == "")
    }

    @Test("accepts a variable wherever a value may be one")
    func variables() async throws {
        let text = """
            name: ${NAME:-shop}
            services:
              web:
                image: ./${IMAGE}.qcow2
                image_os: $OS
                replicas: ${N}
                stop_grace_period: ${GRACE:-10s}
                vm: {vcpu: "${CPUS}", disk_size: $SIZE, uefi: "${UEFI}", accel: "${ACCEL}"}
                ports: ["${PORT}:80", "$PORT"]
                depends_on: {db: {condition: "${CONDITION}"}}
                healthcheck: {test: "${TEST}", interval: "${INTERVAL}", retries: "${RETRIES:?how often}"}
            """
        let scratch = try ScratchFolder()
        #expect(try await check([scratch.write(text, to: "holos.yaml").string]) == "")
    }

    @Test("describes every key and points to nothing that is not there")
    func whole() throws {
        let document = ComposeSchema.document
        guard case .map(let definitions) = document["$defs"] else {
            Issue.record("there are no definitions")
            return
        }
        let names = definitions.entries.map(\.key)
        #expect(Set(names).count == names.count)
        func walk(_ value: YAMLValue) {
            if case .map(let map) = value {
                if case .string(let target) = map["$ref"] ?? .null {
                    #expect(names.contains(String(target.dropFirst("#/$defs/".count))), "\(target)")
                }
                if case .map(let properties) = map["properties"] ?? .null {
                    for entry in properties.entries { #expect(entry.value["description"] != nil, "\(entry.key)") }
                }
                for entry in map.entries { walk(entry.value) }
            } else if case .list(let items) = value {
                items.forEach(walk)
            }
        }
        walk(document)
    }
}
