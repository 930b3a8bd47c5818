import Glibc
import SystemPackage
import Testing

/// Compares a text with a file of `Golden/`; records it instead when `HOLOS_RECORD_GOLDENS=1`.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let path = Here.folder.appending("Golden").appending(name)
    if getenv("HOLOS_RECORD_GOLDENS").map({ String(cString: $0) }) == "1" {
        return try Here.write(text, to: path)
    }
    guard let recorded = try? Here.text(path) else {
        Issue.record("there is no \(path), record it with HOLOS_RECORD_GOLDENS=1", sourceLocation: sourceLocation)
        return
    }
    guard recorded != text else { return }
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let diff = new.difference(from: old).map { change in
        switch change {
        case .remove(let line, let text, _): "- \(line + 1): \(text)"
        case .insert(let line, let text, _): "+ \(line + 1): \(text)"
        }
    }
    Issue.record("\(name) differs:\n\(diff.joined(separator: "\n"))", sourceLocation: sourceLocation)
}
