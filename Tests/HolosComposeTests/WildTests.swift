import HolosCompose
import HolosModel
import HolosTestSupport
import SystemPackage
import Testing

/// What is said about the files of `Fixtures/wild`.
@Suite struct WildTests {
    static let folder = Here.folder.appending("Fixtures/wild")
    static let shapes = Here.names(in: folder).filter { Here.names(in: folder.appending($0)).contains("holos.yaml") }
        .sorted()

    @Test func `every shape has a verdict of docker-compose's`() throws {
        let lines = try Here.text(Self.folder.appending("verdicts")).split(separator: "\n")
        #expect(lines.map { String($0.split(separator: " ").last ?? "") }.sorted() == Self.shapes)
    }

    @Test(arguments: shapes)
    func `a file as found in the wild gets these messages`(shape: String) throws {
        let place = Self.folder.appending(shape)
        let sources = ComposeSources(files: try files(in: place), environment: ["HOME": "/home/me"])
        let text: String
        do {
            let loaded = try ComposeLoader.load(sources)
            text = (loaded.warnings.map(\.rendered) + ["accepted"]).joined(separator: "\n\n")
        } catch {
            text = error.description
        }
        try Golden.expect(
            text.replacing(place.string + "/", with: "").replacing(place.string, with: "${DIR}") + "\n",
            "wild/\(shape).txt")
    }

    private func files(in place: FilePath) throws -> [FilePath] {
        let names = Here.names(in: place)
        if names.contains("files") {
            return try Here.text(place.appending("files")).split(separator: "\n").map { place.appending(String($0)) }
        }
        return ["holos.yaml", "holos.override.yaml"].filter(names.contains).map { place.appending($0) }
    }
}
