import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Every error of the corpus says how to mend it.
@Suite struct HintTests {
    static let folders =
        [Here.folder.appending("Fixtures/errors")]
        + ["rules", "wild"].flatMap { kind in
            let folder = Here.folder.appending("Fixtures/\(kind)")
            return Here.names(in: folder).sorted().map { folder.appending($0) }
        }

    @Test func `an error has a hint`() {
        var count = 0
        for folder in Self.folders {
            for stem in Here.stems(in: folder, extension: "yaml") {
                let files = stem == "override" ? ["base", stem] : [stem]
                count += check(files.map { folder.appending($0 + ".yaml") })
            }
        }
        #expect(count > 500)
    }

    /// The number of errors.
    private func check(_ files: [FilePath]) -> Int {
        do {
            _ = try ComposeLoader.load(ComposeSources(files: files, projectName: "t", environment: ["HOME": "/h"]))
            return 0
        } catch {
            let errors = error.diagnostics.filter { $0.severity == .error }
            for diagnostic in errors where diagnostic.hints.isEmpty {
                Issue.record("\(diagnostic.rendered)")
            }
            return errors.count
        }
    }
}
