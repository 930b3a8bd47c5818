import HolosModel
import Testing

@testable import HolosEngine

@Suite("Instance selector")
struct InstanceSelectorTests {
    private let project = ProjectName(unchecked: "shop")
    private let known = ["db-0", "web-0", "web-1"].compactMap { InstanceName($0) }

    @Test(
        "words mean instances or services",
        arguments: [
            ([], ["db-0", "web-0", "web-1"]), (["web"], ["web-0", "web-1"]), (["web-1"], ["web-1"]),
            (["web-1", "web"], ["web-1", "web-0"]),
        ] as [([String], [String])])
    func select(words: [String], expected: [String]) throws {
        #expect(try InstanceSelector.select(words, from: known, of: project).map(\.description) == expected)
    }

    @Test("an unknown word names the near one")
    func unknown() {
        let error = #expect(throws: InstanceSelector.Unknown.self) {
            try InstanceSelector.select(["wbe"], from: known, of: project)
        }
        #expect(error?.hints == ["did you mean `web`?"])
        #expect(error?.exitStatus == .notFound)
    }

    @Test("one instance: a service means its first, no word needs a project with just one")
    func one() throws {
        #expect(try InstanceSelector.one("web", from: known, of: project).description == "web-0")
        #expect(try InstanceSelector.one(nil, from: [known[0]], of: project).description == "db-0")
        #expect(throws: InstanceSelector.Ambiguous.self) { try InstanceSelector.one(nil, from: known, of: project) }
    }
}
