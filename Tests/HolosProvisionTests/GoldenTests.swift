import HolosProvision
import HolosTestSupport
import Testing

@Suite("Complete seeds")
struct GoldenTests {
    @Test("render to the recorded bytes", arguments: Samples.seeds.map(\.name))
    func golden(name: String) throws {
        let input = try #require(Samples.seeds.first { $0.name == name }?.input)
        for file in SeedRenderer.render(input).files {
            try Golden.expect(file.content, "\(name)/\(file.name)")
        }
    }
}
