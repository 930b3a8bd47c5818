/// An `https` or `http` address (RFC 3986) without user, password and fragment: what holos fetches from.
package struct WebURL: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Sendable, Hashable {
        case https, http

        package var defaultPort: Int { self == .https ? 443 : 80 }
    }

    package let scheme: Scheme
    /// Lower-case; an IPv6 address has its brackets.
    package let host: String
    /// nil: the scheme's own.
    package let port: Int?
    /// Path and query; begins with `/`.
    package let target: String

    private init(scheme: Scheme, host: String, port: Int?, target: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
    }

    /// nil when the text is no such address. Spaces and letters beyond ASCII have to be percent-encoded.
    package init?(_ text: String) {
        guard text.utf8.count <= 4096, text.utf8.allSatisfy(Self.isAllowed), let end = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<end.lowerBound].lowercased())
        else { return nil }
        let rest = text[end.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.split(authority) else { return nil }
        let target = rest[authority.endIndex...]
        self.init(
            scheme: scheme, host: host, port: port == scheme.defaultPort ? nil : port,
            target: target.hasPrefix("/") ? String(target) : "/" + target)
    }

    /// Printable ASCII without what must be percent-encoded, and without `#`.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !"\"#<>\\^`{|}".utf8.contains(byte)
    }

    /// `host`, `host:port`, `[::1]:port`; a user before `@` is refused.
    private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
        let closing = authority.lastIndex(of: "]")
        let colon = authority[(closing ?? authority.startIndex)...].firstIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        var port: Int?
        if let colon {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
        }
        if closing != nil {
            guard host.hasPrefix("["), host.hasSuffix("]"), IPv6Address(String(host.dropFirst().dropLast())) != nil
            else { return nil }
        } else {
            let allowed: (UInt8) -> Bool = {
                $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || "-._".utf8.contains($0)
            }
            guard !host.isEmpty, host.utf8.allSatisfy(allowed) else { return nil }
        }
        return (host.lowercased(), port)
    }

    /// Without a port where it is the scheme's own.
    package var origin: String { "\(scheme.rawValue)://\(host)" + (port.map { ":\($0)" } ?? "") }
    package var description: String { origin + target }

    /// The path without the query.
    package var path: Substring { target.prefix { $0 != "?" } }

    /// The last part of the path, percent-decoded; empty where the path ends in `/`.
    package var fileName: String {
        let name = path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]
        var bytes: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What a reference means that stands beside this address: absolute, `//host/…`, `/path` or relative to the path.
    /// A fragment is dropped; nil when the result is no such address.
    package func resolving(_ reference: String) -> WebURL? {
        let reference = String(reference.prefix { $0 != "#" })
        if reference.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") { return WebURL(reference) }
        if reference.hasPrefix("//") { return WebURL("\(scheme.rawValue):\(reference)") }
        if reference.hasPrefix("/") { return WebURL(origin + Self.normalized(reference[...])) }
        if reference.isEmpty { return self }
        if reference.hasPrefix("?") { return WebURL(origin + path + reference) }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return WebURL(origin + Self.normalized(folder + reference))
    }

    /// Without `.` and `..` (RFC 3986, 5.2.4).
    private static func normalized(_ target: Substring) -> String {
        let path = target.prefix { $0 != "?" }
        var parts: [Substring] = []
        let all = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for part in all {
            switch part {
            case ".": break
            case "..": parts = parts.dropLast()
            default: parts.append(part)
            }
        }
        if all.last == "." || all.last == ".." { parts.append("") }
        return "/" + parts.joined(separator: "/") + target[path.endIndex...]
    }
}

extension WebURL: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let url = WebURL(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "invalid address `\(text)`")
        }
        self = url
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
