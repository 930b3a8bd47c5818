import Glibc
import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// `environment`, `env_file`, `labels`, `label_file`.
@Suite struct EnvironmentTests {
    private static func environment(_ value: String) throws -> [String: String] {
        try Compose.decoded("environment: \(value)", environment: ["FOO": "fromenv"]).settings.environment
    }

    /// Beside what docker compose 2.40 makes of it.
    static let values: [(text: String, environment: [String: String])] = [
        ("{A: b}", ["A": "b"]), ("{A: }", [:]), ("{A: ''}", ["A": ""]), ("{A: ~}", [:]), ("{A: true}", ["A": "true"]),
        ("{A: 'true'}", ["A": "true"]), ("{A: yes}", ["A": "yes"]), ("{A: No}", ["A": "No"]), ("{A: 1}", ["A": "1"]),
        ("{A: -1}", ["A": "-1"]), ("{A: 22:22}", ["A": "22:22"]), ("{A: 0.1}", ["A": "0.1"]),
        ("{A: 1.5}", ["A": "1.5"]),
        ("{A: 1.2.3}", ["A": "1.2.3"]), ("{A: 0}", ["A": "0"]), ("[A=b]", ["A": "b"]), ("[A]", [:]),
        ("[A=]", ["A": ""]),
        ("[FOO]", ["FOO": "fromenv"]), ("{FOO: }", ["FOO": "fromenv"]), ("['A= b ']", ["A": " b "]),
        ("[A=b=c]", ["A": "b=c"]), ("{A.B-C: x}", ["A.B-C": "x"]), ("[A=010, B=1.10]", ["A": "010", "B": "1.10"]),
        ("{A: '010', B: \"1.10\", C: !!str 1e3}", ["A": "010", "B": "1.10", "C": "1e3"]), ("{A: 1a}", ["A": "1a"]),
        ("{A: 10.0.0.1}", ["A": "10.0.0.1"]), ("{A: '${FOO}'}", ["A": "fromenv"]), ("{A: 2001-01}", ["A": "2001-01"]),
        ("[]", [:]),
        ("{}", [:]),
    ]

    @Test(arguments: values.indices)
    func `a variable has its text`(index: Int) throws {
        let example = Self.values[index]
        #expect(try Self.environment(example.text) == example.environment, "\(example.text)")
    }

    /// docker compose writes these in another way: 8, 1000, 16, 15, 1000, 1.1, 0.5, 1, 1.2345678912345679e+08, 1e+06, …
    @Test(arguments: [
        "010", "1e3", "0x10", "0o17", "1_000", "1.10", ".5", "1.0", "123456789.123456789", "1000000.0", "True", "TRUE",
        "FALSE", "+1", "-0", ".inf", "2001-01-01", "2001-01-01T00:00:00Z", "0.00001", "1.", "-010",
        "12345678901234567890",
    ])
    func `a number that other readers write in another way is refused without quotes`(text: String) {
        Refusal(
            "environment: {A: \(text)}", "4:22 `A`: without quotes `\(text)` is a "
        ).check()
    }

    static let refusals = [
        Refusal("environment: {A: [x]}", "4:22 `A`: expected a text, found a list"),
        Refusal("environment: {A: {b: c}}", "4:22 `A`: expected a text, found a mapping"),
        Refusal("environment: x", "4:18 `environment`: expected a mapping of variables, or a list of `NAME=value`"),
        Refusal("environment:", "4:17 `environment`: expected a mapping of variables"),
        Refusal("environment: ['A =b']", "4:19 `environment`: `A ` is no name of a variable"),
        Refusal("environment: ['A: b']", "4:19 `environment`: `A: b` is no name of a variable"),
        Refusal("environment: ['=b']", "4:19 `environment`: a name is missing"),
        Refusal("environment: {A B: c}", "4:19 `environment`: `A B` is no name of a variable"),
        Refusal("environment: [{A: b}]", "4:19 `environment`: expected a text, found a mapping"),
        Refusal("environment: [A=b, A=c]", "4:24 `environment`: `A` is listed twice | it stands first at"),
        Refusal("environment: {A: \"\\0\"}", "4:22 `A`: the control character `\\u{0}` is not allowed here"),
        Refusal("labels: {a: 1.0}", "4:17 `a`: without quotes `1.0` is a number"),
        Refusal("env_file: [{path: a, format: xml, required: false}]", "4:34 `format`: expected `raw`, found `xml`"),
        Refusal("env_file: [{required: false}]", "4:16 an entry of `env_file` has no `path`"),
        Refusal("env_file: ''", "4:15 `env_file`: expected a text, found an empty text"),
        Refusal("env_file: {path: a}", "4:15 `env_file`: expected a list of texts or mappings, found a mapping"),
        Refusal("env_file: /nonexistent/x.env", "4:15 `path`: cannot read `/nonexistent/x.env`: no such file"),
    ]

    @Test(arguments: refusals)
    func `a bad value is refused at its place`(refusal: Refusal) { refusal.check() }

    @Test(arguments: [
        ("{a: b, c: }", ["a": "b", "c": ""]), ("[a=b, c]", ["a": "b", "c": ""]),
        ("{a: 1, b: true}", ["a": "1", "b": "true"]),
    ])
    func `labels have texts`(text: String, labels: [String: String]) throws {
        #expect(try Compose.decoded("labels: \(text)").labels == labels)
    }

    @Test func `files are read in order, and environment wins over them`() throws {
        try Here.withScratch { scratch in
            try Here.write("A=1\nB=$X\nC\nD='4'\n", to: scratch.appending("a.env"))
            try Here.write("A=\"2\"\nD=$X\n", to: scratch.appending("b.env"))
            func load(_ lines: String) throws -> Service {
                let loaded = try ComposeLoader.load(
                    Array(Compose.service(lines).utf8), from: scratch.appending("holos.yaml"), projectName: "p",
                    environment: ["X": "x"])
                return try #require(loaded.project.services.first)
            }
            #expect(try load("env_file: a.env").settings.environment == ["A": "1", "B": "x", "D": "4"])
            #expect(
                try load("env_file: [a.env, {path: ./b.env, format: raw}]").settings.environment
                    == ["A": "\"2\"", "B": "x", "D": "$X"])
            #expect(
                try load("env_file: [{path: no.env, required: false}, a.env]\nenvironment: {A: 9, B: }")
                    .settings.environment == ["A": "9", "D": "4"])
            #expect(try load("label_file: a.env\nlabels: {A: z}").labels == ["A": "z", "B": "x", "D": "4"])
        }
    }

    @Test func `what is wrong in a file is told with its place there`() throws {
        try Here.withScratch { scratch in
            try Here.write("A=1\n=x\n", to: scratch.appending("a.env"))
            let error = try #require(throws: ComposeError.self) {
                try ComposeLoader.load(
                    Array(Compose.service("env_file: a.env").utf8), from: scratch.appending("holos.yaml"),
                    projectName: "p", environment: [:])
            }
            #expect(error.diagnostics.first?.location?.line == 2)
            #expect(error.diagnostics.first?.location?.file.hasSuffix("a.env") == true)
        }
    }
}
