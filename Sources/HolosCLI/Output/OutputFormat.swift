internal import ArgumentParser
internal import FoundationEssentials

/// How a listing is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

/// JSON for programs: sorted keys, one document, dates in ISO 8601.
enum JSONOutput {
    static func show(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        Console.out(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
