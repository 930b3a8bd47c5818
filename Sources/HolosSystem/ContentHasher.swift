internal import Crypto
package import HolosModel

/// Digests of content that comes in parts.
package struct ContentHasher {
    private var sha256 = SHA256()
    private var sha512: SHA512?

    /// - Parameter algorithms: what is wanted beside SHA-256, which is always made.
    package init(_ algorithms: Set<FileDigest.Algorithm> = []) {
        sha512 = algorithms.contains(.sha512) ? SHA512() : nil
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        sha256.update(bufferPointer: bytes)
        sha512?.update(bufferPointer: bytes)
    }

    /// The digest; nil for an algorithm that was not asked for.
    package func digest(_ algorithm: FileDigest.Algorithm) -> FileDigest? {
        switch algorithm {
        case .sha256: FileDigest(.sha256, hex: Self.hex(sha256.finalize()))
        case .sha512: sha512.flatMap { FileDigest(.sha512, hex: Self.hex($0.finalize())) }
        }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } as [UInt8], as: UTF8.self)
    }
}
