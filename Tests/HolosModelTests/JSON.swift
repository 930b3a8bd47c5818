import Foundation

/// Encoding and decoding in a line.
enum JSON {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// The text of the error that decoding ends with; empty when it succeeds.
    static func failure(_ type: (some Decodable).Type, _ text: String) -> String {
        do {
            _ = try decode(type, text)
            return ""
        } catch {
            return "\(error)"
        }
    }

    static func quoted(_ text: String) -> String { (try? encode(text)) ?? "" }
}
