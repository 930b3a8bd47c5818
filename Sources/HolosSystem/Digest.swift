internal import Crypto

/// SHA-256, as hexadecimal digits: to tell contents apart.
package enum Digest {
    /// 64 lower-case digits.
    package static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
