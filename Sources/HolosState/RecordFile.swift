internal import FoundationEssentials
internal import HolosSystem
package import SystemPackage

/// Reading and writing of JSON records with a schema number.
package enum RecordFile {
    /// The largest record that is read.
    static let limit = 4 << 20

    /// A record behind its schema number, in one reading of the text; nil when the number is too high.
    private struct Versioned<Record: Decodable>: DecodableWithConfiguration {
        let schema: Int
        let record: Record?

        private enum Key: CodingKey { case schema }

        init(from decoder: any Decoder, configuration known: Int) throws {
            schema = try decoder.container(keyedBy: Key.self).decode(Int.self, forKey: .schema)
            record = schema <= known ? try Record(from: decoder) : nil
        }
    }

    /// The record; nil when there is none. One that is damaged or from a newer holos is an error that names it.
    package static func read<Record: Decodable>(
        _ type: Record.Type, schema: Int, at path: FilePath
    ) throws -> Record? {
        guard try Files.facts(path) != nil else { return nil }
        let data = Data(try Files.read(path, limit: limit))
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            let found = try decoder.decode(Versioned<Record>.self, from: data, configuration: schema)
            guard let record = found.record else {
                throw StateError.newerSchema(file: path, found: found.schema, known: schema)
            }
            return record
        } catch let error as DecodingError {
            throw StateError.unreadableRecord(path, reason: error.summary)
        }
    }

    /// Replaces the record atomically and durably.
    package static func write(_ record: some Encodable, to path: FilePath) throws {
        let content = try encode(record)
        KillPoint.pass(.beforeWrite)
        try Files.writeAtomically(content, to: path)
        KillPoint.pass(.afterWrite)
    }

    /// The first half of `write`: what is left is a rename.
    package static func prepare(_ record: some Encodable, for path: FilePath) throws -> PreparedRecord {
        PreparedRecord(file: try Files.prepare(try encode(record), for: path))
    }

    private static func encode(_ record: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Array(try encoder.encode(record)) + [UInt8(ascii: "\n")]
    }
}

extension Substring {
    /// Without the suffix, if it has it.
    fileprivate func drop(suffix: String) -> Substring { hasSuffix(suffix) ? dropLast(suffix.count) : self }
}

extension DecodingError {
    /// What is wrong and where, in one line.
    fileprivate var summary: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            // Foundation speaks in sentences; a message of ours has no capital and no period.
            Self.at(context.codingPath) + context.debugDescription.prefix(1).lowercased()
                + context.debugDescription.dropFirst().drop(suffix: ".")
        case .keyNotFound(let key, let context):
            Self.at(context.codingPath) + "`\(key.stringValue)` is missing"
        @unknown default:
            "\(self)"
        }
    }

    private static func at(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "" : "at `\(path.map(\.stringValue).joined(separator: "."))`: "
    }
}
