import Foundation
import HolosProvision
import Testing

@Suite("Complete seeds")
struct GoldenTests {
    /// `HOLOS_RECORD_GOLDENS=1` writes the files instead of comparing them.
    private static let records = ProcessInfo.processInfo.environment["HOLOS_RECORD_GOLDENS"] == "1"
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    @Test("render to the recorded bytes", arguments: Samples.seeds.map(\.name))
    func golden(name: String) throws {
        let input = try #require(Samples.seeds.first { $0.name == name }?.input)
        for file in SeedRenderer.render(input).files {
            let url = Self.folder.appending(path: name).appending(path: file.name)
            if Self.records {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try file.content.write(to: url, atomically: true, encoding: .utf8)
            }
            #expect(try String(contentsOf: url, encoding: .utf8) == file.content, "\(name)/\(file.name)")
        }
    }
}
