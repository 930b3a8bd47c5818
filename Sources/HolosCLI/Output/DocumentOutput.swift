internal import ArgumentParser
internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// How a document is written.
enum DocumentFormat: String, ExpressibleByArgument, CaseIterable {
    case yaml
    case json

    /// The document, up to its last line feed.
    func text(_ value: YAMLValue) -> String {
        switch self {
        case .yaml: value.text(.readable)
        case .json: value.json
        }
    }

    /// Names, one for each line, or as a JSON list.
    func lines(_ names: [String]) -> String {
        switch self {
        case .yaml: names.map { $0 + "\n" }.joined()
        case .json: YAMLValue.strings(names).json
        }
    }
}

/// Writes texts that end with a line feed, or are empty.
enum DocumentOutput {
    /// Writes to a file, or to stdout when there is none.
    static func write(_ text: String, to file: String?) throws {
        if let file {
            try Files.write(Array(text.utf8), to: FilePath(file))
        } else if !text.isEmpty {
            Console.out(bytes: Array(text.utf8))
        }
    }
}
