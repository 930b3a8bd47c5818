/// The digest of a file's bytes, written `sha256:` and hexadecimal digits.
package struct FileDigest: Hashable, Sendable, CustomStringConvertible {
    /// The algorithms that publishers use and that nobody can forge.
    package enum Algorithm: String, Sendable, Hashable, Codable, CaseIterable {
        case sha256, sha512

        /// Hexadecimal digits of a digest.
        package var length: Int { self == .sha256 ? 64 : 128 }
    }

    package let algorithm: Algorithm
    /// Lower-case hexadecimal digits.
    package let hex: String

    /// nil when the digits are not as many as the algorithm has, or not hexadecimal.
    package init?(_ algorithm: Algorithm, hex: some StringProtocol) {
        guard hex.utf8.count == algorithm.length, hex.utf8.allSatisfy(\.isHexadecimalDigit) else { return nil }
        self.algorithm = algorithm
        self.hex = hex.lowercased()
    }

    /// Reads `sha256:…`; nil when malformed.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = Algorithm(rawValue: String(parts[0])) else { return nil }
        self.init(algorithm, hex: parts[1])
    }

    package var description: String { "\(algorithm.rawValue):\(hex)" }
}

extension FileDigest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = FileDigest(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "invalid digest `\(text)`")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
