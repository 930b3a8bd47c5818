import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// What guest tests share: the image, and reading effects back.
enum Guest {
    /// `scripts/test` builds the image and names it; without it the guest tests say so and are counted as skipped.
    static let image = ProcessInfo.processInfo.environment["HOLOS_TEST_IMAGE"]

    static let missing: Comment = "HOLOS_TEST_IMAGE names no image; `make guest-test` builds one"

    /// A fixture with the image linked as `debian.qcow2`.
    static func use(_ body: (HolosFixture) async throws -> Void) async throws {
        try await HolosFixture.use { holos in
            let image = try #require(image)
            try FileManager.default.createSymbolicLink(
                atPath: (holos.scratch / "debian.qcow2").string, withDestinationPath: image)
            try await body(holos)
        }
    }

    /// `ps --format json`.
    static func instances(_ holos: HolosFixture) async throws -> [[String: Any]] {
        let result = try await holos.holos("ps", "--format", "json")
        return try #require(JSONSerialization.jsonObject(with: Data(result.output)) as? [[String: Any]])
    }

    /// The status of each instance: `web-0 ready healthy`.
    static func states(_ holos: HolosFixture) async throws -> [String] {
        try await instances(holos).map { instance in
            let health = (instance["health"] as? [String: Any])?["state"] as? String
            return [instance["name"] as? String, instance["phase"] as? String, health].compactMap(\.self)
                .joined(separator: " ")
        }
    }

    /// Runs a shell text in a guest and returns what it writes; a failure is an issue.
    static func sh(
        _ holos: HolosFixture, _ instance: String, _ script: String,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await holos.holos("exec", instance, "--", "sh", "-c", script)
        #expect(result.code == 0, "\(result)", sourceLocation: sourceLocation)
        return result.text.trimmingCharacters(in: .newlines)
    }
}
