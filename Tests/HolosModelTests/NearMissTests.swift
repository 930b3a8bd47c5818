import HolosModel
import Testing

@Suite("Near misses")
struct NearMissTests {
    static let keys = ["image", "ports", "replicas", "healthcheck", "vm", "depends_on"]

    @Test(
        "find the word that was meant, or none",
        arguments: [
            ("port", "ports"), ("potrs", "ports"), ("imgae", "image"), ("IMAGE", "image"), ("replica", "replicas"),
            ("health_check", "healthcheck"), ("depends-on", "depends_on"), ("mv", "vm"), ("network", nil),
            ("volumes", nil), ("xyz", nil), ("images_of_something", nil),
        ])
    func suggestion(word: String, expected: String?) {
        #expect(NearMiss.suggestion(for: word, among: Self.keys) == expected)
    }

    @Test(
        "find what other tools write in another way",
        arguments: [
            ("imagePullPolicy", "pull_policy"), ("dependsOn", "depends_on"), ("Depends-On", "depends_on"),
            ("dependson", "depends_on"), ("containerImage", "image"), ("pull", nil), ("policy", nil), ("", nil),
            ("imageURL", nil), ("imagesOf", nil),
        ])
    func otherSpelling(word: String, expected: String?) {
        let keys = ["image", "policy_of_pull", "pull_policy", "depends_on", "ports"]
        #expect(NearMiss.otherSpelling(of: word, among: keys) == expected)
    }

    @Test("prefer the nearer word, then the first of the alphabet")
    func preference() {
        #expect(NearMiss.suggestion(for: "weba", among: ["webc", "webab", "webb"]) == "webab")
        #expect(NearMiss.suggestion(for: "weba", among: ["webc", "webb"]) == "webb")
        #expect(NearMiss.suggestion(for: "port", among: ["portals", "ports"]) == "ports")
    }

    @Test("answer quickly for a word of a megabyte")
    func huge() {
        let word = String(repeating: "a", count: 1 << 20)
        let time = ContinuousClock().measure { _ = NearMiss.suggestion(for: word, among: Self.keys) }
        #expect(time < .seconds(5))
    }

    @Test("find nothing among nothing")
    func empty() {
        #expect(NearMiss.suggestion(for: "x", among: [String]()) == nil)
        #expect(NearMiss.suggestion(for: "", among: ["image"]) == nil)
    }
}
