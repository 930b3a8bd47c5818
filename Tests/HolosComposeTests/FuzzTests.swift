import Foundation
import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Mutations of the fixtures: whatever comes of them, it is an answer with a place and a way out.
///
/// `make test` tries a few; `make fuzz` a million, in a process of its own. The case that fails is told by its number:
/// `HOLOS_FUZZ_SEED=<number> HOLOS_FUZZ_CASES=1` tries just that one again.
@Suite struct FuzzTests {
    private static let environment = ["HOME": "/h", "PORT": "8080", "EMPTY": ""]
    /// Processor time of one case. The slowest of a million needs a fraction of it.
    private static let longest = Duration.seconds(2)
    /// What a long run may add to the memory of the process, in KiB.
    private static let mostMemory = 100 << 10

    @Test func `mutations crash nothing, fail with a place and a hint, or are printed and read again`() throws {
        let variables = ProcessInfo.processInfo.environment
        let first = variables["HOLOS_FUZZ_SEED"].flatMap { UInt64($0) } ?? 7
        let count = variables["HOLOS_FUZZ_CASES"].flatMap { UInt64($0) }
        let corpus = try FuzzCorpus()
        try Here.withScratch { scratch in
            var run = Run(corpus: corpus, scratch: scratch)
            // Beside other tests, memory and time are not those of the cases.
            if count != nil { run.journal = variables["HOLOS_FUZZ_JOURNAL"].map { FilePath($0) } }
            let cases = count ?? 400
            var memory = 0
            for number in 0..<cases {
                try run.tryCase(first &+ number)
                if count != nil, number == min(10_000, cases / 10) { memory = peakMemory() }
                if count != nil, number % 10_000 == 9_999 { print("\(number + 1) cases, \(run.accepted) accepted") }
            }
            alarm(0)
            if count != nil {
                let peak = peakMemory()
                print("\(cases) cases, \(run.accepted) accepted, peak \(peak) KiB, slowest \(run.slowest)")
                #expect(peak - memory < Self.mostMemory, "\(memory) KiB at first, \(peak) KiB in the end")
            }
            // Were all refused, or none, the mutations would test nothing.
            if cases >= 400 { #expect((cases / 20..<cases / 20 * 19).contains(UInt64(run.accepted))) }
        }
    }

    /// The cases so far.
    private struct Run {
        let corpus: FuzzCorpus
        let scratch: FilePath
        /// Where the number of the present case is written, which a crash leaves behind.
        var journal: FilePath?
        private(set) var accepted = 0
        private(set) var slowest = Duration.zero

        init(corpus: FuzzCorpus, scratch: FilePath) {
            self.corpus = corpus
            self.scratch = scratch
        }

        mutating func tryCase(_ seed: UInt64) throws {
            if let journal {
                try Here.write("\(seed)\n", to: journal)
                // A case that never ends is ended by the signal.
                alarm(60)
            }
            let input = FuzzInput(seed: seed, from: corpus)
            let start = processorTime()
            do {
                switch input.kind {
                case .file(let text): try accept(load(text, in: input.folder), seed)
                case .variables(let text, let env):
                    try accept(load(text, in: input.folder, SourceText(file: ".env", bytes: env)), seed)
                    _ = EnvFile.parse(
                        SourceText(file: "raw.env", bytes: env), format: .raw, variables: Variables(),
                        log: DiagnosticLog())
                case .files(let first, let second):
                    let files = [scratch.appending("a.yaml"), scratch.appending("b.yaml")]
                    try Here.write(first, to: files[0])
                    try Here.write(second, to: files[1])
                    var sources = ComposeSources(files: files, projectName: "fuzz", environment: FuzzTests.environment)
                    sources.projectDirectory = input.folder
                    sources.envFiles = []
                    sources.profiles = ["*"]
                    try accept(ComposeLoader.load(sources), seed)
                    _ = try ComposeLoader.tree(sources)
                }
            } catch let error as ComposeError {
                check(error, seed)
            }
            let time = Duration.nanoseconds(processorTime() - start)
            slowest = max(slowest, time)
            #expect(time < FuzzTests.longest, "case \(seed)")
        }

        private func load(
            _ text: [UInt8], in folder: FilePath, _ envFile: SourceText? = nil
        ) throws(ComposeError) -> ComposeLoader.Loaded {
            try ComposeLoader.load(
                text, from: folder.appending("holos.yaml"), envFile: envFile, projectName: "fuzz",
                environment: FuzzTests.environment)
        }

        private mutating func accept(_ loaded: ComposeLoader.Loaded, _ seed: UInt64) throws {
            accepted += 1
            // Without its profile, a service is not read again; a file has at least one service.
            let services = loaded.project.services
            if services.isEmpty || services.contains(where: { !$0.profiles.isEmpty }) { return }
            let printed = ProjectDocument(loaded.project).value.text(.readable)
            do {
                let again = try ComposeLoader.load(
                    Array(printed.utf8), from: "/elsewhere/holos.yaml", projectName: nil, environment: [:])
                if again.project.essence != loaded.project.essence {
                    Issue.record("case \(seed) is read as another project:\n\(printed)")
                }
            } catch {
                Issue.record("case \(seed) is not read again: \(error)\n\(printed)")
            }
        }

        private func check(_ error: ComposeError, _ seed: UInt64) {
            let errors = error.diagnostics.filter { $0.severity == .error }
            #expect(error.exitStatus == .invalidFile, "case \(seed)")
            #expect(!errors.isEmpty, "case \(seed)")
            for diagnostic in errors where diagnostic.location == nil || diagnostic.hints.isEmpty {
                Issue.record("case \(seed) has no place or no hint: \(diagnostic.rendered)")
            }
        }
    }
}
