import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Mutations of good files: whatever comes of them, it is an answer with a place.
@Suite struct FuzzTests {
    /// splitmix64: the same cases in every run.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    private static let pieces = [
        "\n", "\n  ", "\t", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: *a", "!!str ", "!x ", "'", "\"", "|", ">",
        "#", "%",
        "~", "?", ",", "$", "${X}", "\u{0}", "é", "👩‍👩‍👧", "\\", "---\n", "...\n", "0", "-1", "99999999999", "true", "x-",
    ].map { Array($0.utf8) }

    private static func mutate(_ bytes: inout [UInt8], _ generator: inout Generator) {
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let position = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, position + Int.random(in: 0...12, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.removeSubrange(position..<end)
            case 1: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: position)
            case 2:
                bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            case 3: if position < bytes.count { bytes[position] = UInt8.random(in: 0...255, using: &generator) }
            default: bytes.replaceSubrange(position..<end, with: pieces.randomElement(using: &generator) ?? [])
            }
        }
    }

    @Test func `two thousand mutations of good files crash nothing, fail with a place, or are printed and read again`()
        throws
    {
        let corpus = try GoldenTests.good.map { stem in
            Array(try Here.text(Here.folder.appending("Fixtures/good/\(stem).yaml")).utf8)
        }
        var generator = Generator(state: 7)
        var accepted = 0
        for number in 0..<2_000 {
            var bytes = corpus[number % corpus.count]
            Self.mutate(&bytes, &generator)
            do {
                let loaded = try ComposeLoader.load(
                    bytes, from: "holos.yaml", projectName: "fuzz", environment: ["HOME": "/h"])
                accepted += 1
                let printed = ProjectDocument(loaded.project).value.text(.readable)
                let again = try ComposeLoader.load(
                    Array(printed.utf8), from: "/elsewhere/holos.yaml", projectName: nil, environment: [:])
                #expect(again.project.essence == loaded.project.essence, "\(printed)")
            } catch {
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(error.exitStatus == .invalidFile)
                #expect(!error.diagnostics.isEmpty, "\(text)")
                for diagnostic in error.diagnostics {
                    #expect(diagnostic.location != nil, "\(diagnostic.message) in:\n\(text)")
                    #expect(!diagnostic.rendered.isEmpty)
                }
            }
        }
        // Were all refused, or none, the mutations would test nothing.
        #expect((100..<1_900).contains(accepted), "\(accepted)")
    }
}
