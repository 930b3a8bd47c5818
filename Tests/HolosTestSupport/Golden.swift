internal import Foundation
package import Testing

/// Texts that are compared with files of the test target's folder `Golden`.
package enum Golden {
    /// `HOLOS_RECORD_GOLDENS=1` writes the files instead of comparing them.
    package static let records = ProcessInfo.processInfo.environment["HOLOS_RECORD_GOLDENS"] == "1"

    /// Expects the text to be, byte by byte, what the file `Golden/<name>` beside the test's source says.
    package static func expect(
        _ text: String, _ name: String, filePath: String = #filePath,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let file = URL(fileURLWithPath: filePath).deletingLastPathComponent().appending(path: "Golden")
            .appending(path: name)
        if records {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .atomic)
            return
        }
        guard let data = try? Data(contentsOf: file) else {
            Issue.record(
                "there is no \(file.path), record it with HOLOS_RECORD_GOLDENS=1", sourceLocation: sourceLocation)
            return
        }
        guard data != Data(text.utf8) else { return }
        let old = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        let changes = new.difference(from: old).map { change in
            switch change {
            case .remove(let line, let text, _): "- \(line + 1): \(text)"
            case .insert(let line, let text, _): "+ \(line + 1): \(text)"
            }
        }
        Issue.record("\(name) differs:\n\(changes.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}
