import FoundationEssentials
import HolosTestSupport
import SystemPackage
import Testing

/// The tables of cases against a real docker compose, which needs no engine for this:
/// `HOLOS_COMPOSE_ORACLE=/path/of/docker-compose swift test --filter OracleTests`.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["HOLOS_COMPOSE_ORACLE"] != nil,
        "HOLOS_COMPOSE_ORACLE does not name a docker-compose"))
struct OracleTests {
    private struct Config: Decodable {
        struct Service: Decodable {
            let labels: [String: String]?
            let environment: [String: String]?
        }

        let services: [String: Service]
    }

    @Test func `docker compose replaces variables as the table says`() async throws {
        func yaml(_ texts: [String]) throws -> String {
            let labels = try texts.enumerated().map { "      c\($0): \(try Self.quoted($1))\n" }
            return "name: t\nservices:\n  a:\n    image: x\n    labels:\n" + labels.joined()
        }
        let read = InterpolationCases.all.filter { $0.compose != nil }
        let config = try #require(try await Self.config(yaml(read.map(\.text))))
        for (index, example) in read.enumerated() {
            #expect(config.services["a"]?.labels?["c\(index)"].map(Self.plain) == example.compose, "\(example.text)")
        }
        for example in InterpolationCases.all where example.compose == nil {
            #expect(try await Self.config(yaml([example.text])) == nil, "\(example.text)")
        }
    }

    @Test(arguments: [false, true])
    func `docker compose reads env files as the tables say`(isRaw: Bool) async throws {
        func yaml(_ count: Int) -> String {
            let services = (0..<count).map {
                "  s\($0): {image: x, env_file: [{path: e\($0).env\(isRaw ? ", format: raw" : "")}]}\n"
            }
            return "name: t\nservices:\n" + services.joined()
        }
        let cases = isRaw ? EnvFileCases.raw : EnvFileCases.all
        let read = cases.filter { $0.compose != nil }
        let config = try #require(try await Self.config(yaml(read.count), read.map(\.text)))
        for (index, example) in read.enumerated() {
            let environment = config.services["s\(index)"]?.environment ?? [:]
            #expect(environment.mapValues(Self.plain) == example.compose, "\(example.text)")
        }
        for example in cases where example.compose == nil {
            #expect(try await Self.config(yaml(1), [example.text]) == nil, "\(example.text)")
        }
    }

    /// What docker compose makes of a file; nil when it refuses it.
    private static func config(_ yaml: String, _ envFiles: [String] = []) async throws -> Config? {
        let program = try #require(ProcessInfo.processInfo.environment["HOLOS_COMPOSE_ORACLE"])
        let scratch = try ScratchFolder()
        let file = try scratch.write(yaml, to: "compose.yaml")
        for (index, text) in envFiles.enumerated() { _ = try scratch.write(text, to: "e\(index).env") }
        let result = try await HolosFixture.run(
            FilePath(program), ["-f", file.string, "config", "--format", "json"],
            environment: InterpolationCases.environment)
        return result.code == 0 ? try JSONDecoder().decode(Config.self, from: Data(result.output)) : nil
    }

    /// As a YAML text in double quotes, which JSON's is.
    private static func quoted(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }

    /// The output doubles each dollar.
    private static func plain(_ text: String) -> String { text.replacing("$$", with: "$") }
}
