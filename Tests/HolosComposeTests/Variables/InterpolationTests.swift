import HolosCompose
import HolosModel
import HolosTestSupport
import Testing

/// Compose Specification, "Interpolation": one text at a time.
@Suite struct InterpolationTests {
    private static let variables = Variables(environment: InterpolationCases.environment)

    private static func expand(
        _ text: String, with variables: Variables = variables
    ) throws(Interpolation.Failure) -> Interpolation.Result {
        var budget = ParseLimits.expansion
        return try Interpolation.expand(text, with: variables, budget: &budget)
    }

    private static func failure(_ text: String) throws -> Interpolation.Failure {
        try #require(throws: Interpolation.Failure.self) { _ = try expand(text) }
    }

    @Test(arguments: InterpolationCases.all)
    func `a text becomes what docker compose makes of it, or is refused`(example: OracleCase<String>) {
        #expect((try? Self.expand(example.text))?.text == example.holos)
    }

    @Test(arguments: [
        ("${", "expected the name of a variable behind `${`, found `${`"),
        ("a ${1x} b", "expected the name of a variable behind `${`, found `${1x}`"),
        ("${A!}b", "`${A!}` is no form of a variable"),
        ("${A/x/y}", "`${A/x/y}` is no form of a variable"),
        ("${A:=x}", "`${A:=x}` is no form of a variable"),
        ("x${A", "the brace of `${A` is never closed"),
        ("x${A:-b\nc", "`${A:-b` does not end on its line"),
        ("x${A:-b", "the brace of `${A:-b` is never closed"),
        ("${A:-b\n}", "`${A:-b` does not end on its line"),
        ("${F:-{{.Name}}}", "the braces of `${F:-{{.Name}` can be read in two ways"),
        ("$a\u{17f}", "the name of a variable has only the letters a to z, found `$aſ`"),
        ("${U?}", "the required variable `U` is not set"),
        ("${E:?say $A}", "the required variable `E` is empty: `say a`"),
    ])
    func `a refused text says what is wrong`(text: String, message: String) throws {
        #expect(try Self.failure(text).message == message)
    }

    @Test func `variables without a text or a default are told once each, those in vain not at all`() throws {
        let result = try Self.expand("$V$U${V}${A:-$W}${W:-d}${E+$X}${A+$Y}")
        #expect(result.unset == ["V", "U", "X", "Y"])
        #expect(try Self.expand("${E:-$X}").unset == ["X"])
        #expect(!(try Self.expand("${A:-$X}").dependsOnUnset))
        #expect(try Self.expand("${X:-d}").dependsOnUnset)
    }

    @Test func `a result names the variables that it is made of`() throws {
        #expect(try Self.expand("$A ${U:-$B} $A ${A:-$D} $$D").variables.map(\.name) == ["A", "U", "B"])
        #expect(try Self.expand("$(date) $$").variables.isEmpty)
    }

    @Test func `the environment wins over env files, and a later one over an earlier one`() {
        func file(_ name: String, _ text: String) -> EnvFile {
            EnvFile.parse(
                SourceText(file: name, bytes: Array(text.utf8)), variables: Variables(), log: DiagnosticLog())
        }
        let variables = Variables(environment: ["A": "env", "E": ""])
            .adding(file("one", "A=1\nE=1\nB=1\nC=1\nD=1\n"))
            .adding(file("two", "C=2\n  D=2\nB\n"))
        #expect(["A", "E", "B", "C", "D"].map { variables[$0].text } == ["env", "", "1", "2", "2"])
        #expect(variables["D"].location == SourceLocation(file: "two", line: 2, column: 3))
        #expect(variables["A"].location == nil && variables["Z"].text == nil)
    }

    @Test func `nesting is limited`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "${U:-", count: depth) + "x" + String(repeating: "}", count: depth)
        }
        #expect((try? Self.expand(nested(ParseLimits.variableDepth)))?.text == "x")
        for text in [
            nested(ParseLimits.variableDepth + 1), nested(300_000), nested(10_000).replacing(":-", with: "?"),
            String(repeating: "${U:-", count: 300_000), String(repeating: "${U?", count: 300_000),
        ] {
            #expect(throws: Interpolation.Failure.self) { _ = try Self.expand(text) }
        }
    }

    @Test func `the text that variables make is limited`() {
        let variables = Variables(environment: ["L": String(repeating: "x", count: 1 << 20)])
        #expect((try? Self.expand("$L$L", with: variables))?.text.utf8.count == 2 << 20)
        #expect(throws: Interpolation.Failure.self) {
            _ = try Self.expand(String(repeating: "$L", count: 100_000), with: variables)
        }
        #expect((try? Self.expand(String(repeating: "${A+${U+$L}}", count: 10_000), with: variables))?.text == "")
    }

    @Test func `random texts have an answer`() {
        let pieces = [
            "$", "${", "}", "{", ":", "-", "?", "+", "A", "U", "E", "_", "1", "\n", " ", "é", "\u{17f}", "$$", "${A",
        ]
        var numbers = SeededNumbers(11)
        var read = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...12, using: &numbers)).map { _ in
                pieces.randomElement(using: &numbers) ?? ""
            }.joined()
            do {
                let result = try Self.expand(text)
                read += 1
                if !text.contains("$") { #expect(result.text == text) }
            } catch {
                #expect(!error.message.isEmpty && text.contains("${") || text.contains("\u{17f}"), "\(text)")
            }
        }
        #expect((2_000..<18_000).contains(read), "\(read)")
    }
}
