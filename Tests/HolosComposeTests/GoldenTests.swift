import HolosCompose
import HolosModel
import SystemPackage
import HolosTestSupport
import Testing

@Suite struct GoldenTests {
    static let broken = Here.stems(in: Here.folder.appending("Fixtures/errors"), extension: "yaml")
    static let good = Here.stems(in: Here.folder.appending("Fixtures/good"), extension: "yaml")

    @Test(arguments: broken)
    func `errors are shown with file, line, column, source line and hint`(stem: String) throws {
        let text = try Here.text(Here.folder.appending("Fixtures/errors/\(stem).yaml"))
        #expect(throws: ComposeError.self) {
            try ComposeLoader.load(Array(text.utf8), from: "holos.yaml", projectName: nil, environment: [:])
        }
        do {
            _ = try ComposeLoader.load(Array(text.utf8), from: "holos.yaml", projectName: nil, environment: [:])
        } catch {
            try Golden.expect(error.description + "\n", stem + ".txt")
            #expect(error.exitStatus == .invalidFile)
            #expect(error.diagnostics.allSatisfy { $0.location != nil })
        }
    }

    @Test(arguments: good)
    func `a good file becomes this project`(stem: String) throws {
        let text = try Here.text(Here.folder.appending("Fixtures/good/\(stem).yaml"))
        let loaded = try ComposeLoader.load(
            Array(text.utf8), from: "/srv/shop/holos.yaml", projectName: nil, environment: ["HOME": "/home/me"])
        var dumped = ""
        dump(loaded.project, to: &dumped)
        // Module names would change with the tests' own structure.
        try Golden.expect(dumped.replacing("HolosModel.", with: ""), stem + ".dump.txt")
        let warnings = loaded.warnings.map(\.rendered).joined(separator: "\n\n")
        if !warnings.isEmpty { try Golden.expect(warnings + "\n", stem + ".warnings.txt") }
    }
}
