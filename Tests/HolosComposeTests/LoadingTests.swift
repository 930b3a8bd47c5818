import HolosCompose
import HolosModel
import SystemPackage
import Testing

@Suite struct LoadingTests {
    @Test func `the example loads`() throws(ComposeError) {
        let loaded = try ComposeLoader.load(
            file: Here.repository.appending("examples/hello/holos.yaml"), projectName: nil, environment: [:])
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.project.name.text == "hello")
        #expect(loaded.project.services.map(\.name.text) == ["client", "web"])
    }
}
