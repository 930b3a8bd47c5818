import Foundation
import HolosModel
import HolosTestSupport
import Testing

@testable import HolosProvision

@Suite("Environment of a guest")
struct EnvironmentTextTests {
    /// Values of all that could matter, at random but always the same.
    private static let random: [String: String] = {
        var numbers = SeededNumbers(42)
        let alphabet = Array("ab \"'\\$`\n\t#%;&|<>(){}[]*?~!=-\r\u{1b}\u{7}üé🙂\u{301}".unicodeScalars)
        let pairs = (0..<200).map { index in
            let scalars = (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
                alphabet.randomElement(using: &numbers) ?? "a"
            }
            return ("V\(index)", String(String.UnicodeScalarView(scalars)))
        }
        return Dictionary(uniqueKeysWithValues: pairs).merging(Samples.nastyEnvironment) { $1 }
    }()

    /// What `env -0` says; by bytes, since a combining character may follow what separates.
    private static func variables(_ output: String) -> [String: String] {
        Dictionary(
            output.utf8.split(separator: 0).map { entry in
                let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                return (
                    String(decoding: parts[0], as: UTF8.self),
                    String(decoding: parts.dropFirst().joined(), as: UTF8.self)
                )
            }, uniquingKeysWith: { $1 })
    }

    private static func run(_ script: String, shell: [String]) throws -> [String: String] {
        let scratch = try Scratch()
        try scratch.write("script", script)
        let outcome = try Tool.run(shell[0], shell.dropFirst() + [scratch.path("script")], directory: scratch)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        return variables(outcome.output)
    }

    @Test("reaches a shell exactly through the profile", arguments: CheckedCommandsTests.shells)
    func profile(shell: [String]) throws {
        let got = try Self.run(EnvironmentText.exports(Self.random) + "exec env -0\n", shell: shell)
        for (name, value) in Self.random where EnvironmentText.isIdentifier(name) {
            #expect(Array((got[name] ?? "-").utf8) == Array(value.utf8), "\(name)")
        }
    }

    @Test(
        "reaches the command exactly through the file and the script together", arguments: CheckedCommandsTests.shells)
    func command(shell: [String]) throws {
        let script = CommandText.script(ServiceCommand(argv: ["env", "-0"]), environment: Self.random)
        let got = try Self.run("set -a\n\(EnvironmentText.file(Self.random))set +a\n\(script)", shell: shell)
        for (name, value) in Self.random {
            #expect(Array((got[name] ?? "-").utf8) == Array(value.utf8), "\(name)")
        }
    }

    @Test(
        "in the file needs no escape but those that systemd and a shell share, and has no character that systemd refuses"
    )
    func file() {
        let text = EnvironmentText.file(Self.random)
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if scalars[index] == "\\" {
                #expect("\"\\`$".unicodeScalars.contains(scalars[index + 1]))
                index += 1
            }
            index += 1
        }
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
        #expect(EnvironmentText.rest(["A": "\u{7}", "a.b": "c", "B": "x"]).map(\.name) == ["A", "a.b"])
    }

    @Test("goes to sshd on one line, without what its versions read differently")
    func sshd() {
        #expect(
            EnvironmentText.sshd([
                "A": "one  two", "B": "line\nbreak", "C": "qu\"ote", "D": "end\\", "E": "a\\b", "F": "a\\\\b",
                "G": "it's",
                "H": "a\\'b", "a.b": "#", "J": "tab\t",
            ]) == "SetEnv \"A=one  two\" \"E=a\\b\" \"G=it's\" \"J=tab\t\" \"a.b=#\"\n")
        #expect(EnvironmentText.sshd(["B": "line\nbreak"]) == nil)
    }

    @Test("names are told apart by who can have them")
    func names() {
        #expect(["A", "_a1"].allSatisfy(EnvironmentText.isIdentifier))
        #expect(!["", "1A", "a.b", "a-b", "ä"].contains(where: EnvironmentText.isIdentifier))
        #expect(["a.b", "a-b", "1"].allSatisfy(EnvironmentText.isName))
        #expect(!["", "-u", "a=b", "a b", "a\nb"].contains(where: EnvironmentText.isName))
    }
}
