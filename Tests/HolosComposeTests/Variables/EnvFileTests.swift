import HolosCompose
import HolosModel
import HolosTestSupport
import Testing

/// Compose Specification, "Env_file format": one file at a time.
@Suite struct EnvFileTests {
    private static let variables = Variables(environment: InterpolationCases.environment)

    private static func parse(_ text: String, _ format: EnvFile.Format = .compose) -> (EnvFile, DiagnosticLog) {
        parse(Array(text.utf8), format)
    }

    private static func parse(_ bytes: [UInt8], _ format: EnvFile.Format = .compose) -> (EnvFile, DiagnosticLog) {
        let log = DiagnosticLog()
        let source = SourceText(file: ".env", bytes: bytes)
        return (EnvFile.parse(source, format: format, variables: variables, log: log), log)
    }

    /// What a service gets from the file, or nil when there were errors.
    private static func outcome(_ text: String, _ format: EnvFile.Format) -> [String: String]? {
        let (file, log) = parse(text, format)
        #expect(file.isComplete == log.errors.isEmpty)
        guard file.isComplete else { return nil }
        return file.entries.reduce(into: [:]) { result, entry in
            if let value = entry.text ?? variables[entry.name].text { result[entry.name] = value }
        }
    }

    private static func errors(_ text: String, _ format: EnvFile.Format = .compose) -> [String] {
        parse(text, format).1.errors.map { error in
            let place = error.location.map { "\($0.line):\($0.column) " } ?? ""
            return place + error.message
        }
    }

    @Test(arguments: EnvFileCases.all)
    func `a file sets what docker compose makes of it, or is refused`(example: OracleCase<[String: String]>) {
        #expect(Self.outcome(example.text, .compose) == example.holos)
    }

    @Test(arguments: EnvFileCases.raw)
    func `a raw file sets what docker compose makes of it, or is refused`(example: OracleCase<[String: String]>) {
        #expect(Self.outcome(example.text, .raw) == example.holos)
    }

    @Test(arguments: [
        ("K=\"a\nL=w", "1:3 the quote that opens here is never closed"),
        ("  K='", "1:5 the quote that opens here is never closed"),
        ("K='a'b", "1:6 only a comment can follow the closing quote"),
        ("K='a\nb'c", "2:3 only a comment can follow the closing quote"),
        ("a\n=v", "2:1 there is no name in front of the `=`"),
        ("export = v", "1:8 there is no name in front of the `=`"),
        ("export ", "1:8 there is no name behind `export`"),
        (String(repeating: "K", count: 1001) + "=v", "1:1 a name has at most 1000 bytes"),
        ("K+L=v", "1:2 `+` cannot stand in a name"),
        ("\"K\"=v", "1:1 `\"` cannot stand in a name"),
        ("é K=v", "1:3 expected `=` behind the name `é`"),
        ("K # c", "1:3 expected `=` behind the name `K`"),
        ("K=a\rL=b", "1:4 a carriage return cannot stand in a text without quotes"),
        ("K=\"a\\0\"", "1:5 octal escapes cannot be read"),
        ("K=\0", "1:3 a NUL is not allowed here"),
        ("K=  ${1}", "1:5 expected the name of a variable behind `${`, found `${1}`"),
        ("K=${U:?need it}", "1:3 the required variable `U` is not set: `need it`"),
    ])
    func `an error has its place`(text: String, expected: String) {
        let errors = Self.errors(text)
        #expect(errors.count == 1 && errors.first?.hasPrefix(expected) == true, "\(errors)")
    }

    @Test func `an error is shown with its line, a caret and a hint`() {
        let rendered = Self.parse("A=1\nB='x\n").1.errors.map(\.rendered)
        #expect(
            rendered == [
                """
                .env:2:3: error: the quote that opens here is never closed
                    B='x
                      ^

                hint: close it, or leave the quote out
                hint: write `\\'` for a quote in the text
                """
            ])
    }

    @Test(arguments: [
        "DB_PASSWORD='hunter2\n", "export TOKEN=hunter2$U\n", "API_KEY='\nhunter2' x\n", "SECRET:  #hunter2\n",
    ])
    func `the line of a variable whose name promises a secret is not shown`(text: String) {
        let log = Self.parse(text).1
        #expect(log.errors.count + log.warnings.count == 1)
        #expect(!(log.errors + log.warnings).contains { $0.rendered.contains("hunter2") })
    }

    @Test func `all errors of a file come at once, and the lines without one are read`() {
        let (file, log) = Self.parse("1+=x\nK=v\nL='a' b\nM=$ {\nN=${\nO=$K\n")
        #expect(log.errors.map { $0.location?.line } == [1, 3, 5])
        #expect(file.entries.map(\.name) == ["K", "M", "O"])
        #expect(file.entries.last?.text == "v" && !file.isComplete)
    }

    @Test func `what depends on a line with an error is not complained about`() {
        let (file, log) = Self.parse("K='a\nL=$K\nM=${K:?}\nN=${K:-d}\n")
        #expect(log.errors.map { $0.location?.line } == [1] && log.warnings.isEmpty)
        #expect(file.entries.isEmpty)
    }

    @Test func `entries keep the order, the places and the names without a value`() {
        let entries = Self.parse("\u{feff}  B=1\nexport A\nB: 2\n").0.entries
        #expect(entries.map(\.name) == ["B", "A", "B"] && entries.map(\.text) == ["1", nil, "2"])
        #expect(entries.map { $0.location?.description } == [".env:1:3", ".env:2:1", ".env:3:1"])
    }

    @Test func `an unset variable and a comment that is none are warned of`() {
        let warnings = Self.parse("K=$U\nL=$U\nM= # c\nN=#fff\n").1.warnings
        #expect(warnings.map { $0.location?.description } == [".env:1:3", ".env:3:4"])
        #expect(
            warnings.map(\.message) == [
                "the variable `U` is not set: an empty text takes its place",
                "this is no comment but the text of `M`",
            ])
    }

    @Test func `a file that is no text, or too large, is one error`() {
        #expect(Self.parse([0x4b, 0x3d, 0xff]).1.errors.map(\.message) == ["this is not UTF-8 text"])
        let large = [UInt8](repeating: UInt8(ascii: "#"), count: ParseLimits.envFileSize + 1)
        #expect(Self.parse(large).1.errors.map(\.message) == ["the file is larger than 1 MiB"])
    }

    @Test func `variables that double themselves fail at once`() {
        let text = "X0=xxxxxxxxxxxxxxxx\n" + (1...60).map { "X\($0)=$X\($0 - 1)$X\($0 - 1)\n" }.joined()
        let errors = Self.parse(text).1.errors
        #expect(errors.contains { $0.message == "variables make more than 16 MiB of text" })
    }

    @Test(arguments: [
        "K=\"\n", "K='\nL=\"\n", "K=\n", "=\n", "K= #\n", "K=${\n", "K=$K\n", "\"", "\\\n", "K=\"\\\"\n", " ",
    ])
    func `a large file of one line again and again has an answer at once`(line: String) {
        let count = ParseLimits.envFileSize / 8 / line.utf8.count
        for format in [EnvFile.Format.compose, .raw] {
            let (_, log) = Self.parse(String(repeating: line, count: count), format)
            #expect(log.errors.count <= DiagnosticLog.limit)
        }
    }

    @Test func `random files have an answer`() {
        let pieces = [
            "K", "L", "=", ":", " ", "\n", "\r\n", "\r", "'", "\"", "\\", "#", "$", "${K}", "${", "}", "export ", "é",
            "\u{a0}", "\0", "\t", "K=", "L=",
        ]
        var numbers = SeededNumbers(12)
        var read = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...12, using: &numbers)).map { _ in
                pieces.randomElement(using: &numbers) ?? ""
            }.joined()
            for format in [EnvFile.Format.compose, .raw] {
                let (file, log) = Self.parse(text, format)
                #expect(file.isComplete == log.errors.isEmpty)
                #expect(log.errors.allSatisfy { $0.location != nil && !$0.rendered.isEmpty })
                if file.isComplete { read += 1 }
            }
        }
        #expect((1_000..<39_000).contains(read), "\(read)")
    }
}
