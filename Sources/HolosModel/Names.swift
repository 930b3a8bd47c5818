/// A text that was checked to be safe as a path component, a DNS label, a QEMU option value and a shell word.
///
/// Each conforming type states its own rule; nothing unvalidated reaches a path, an option or a shell.
package protocol ValidatedName: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// What this kind of name is called in messages, e.g. `project name`.
    static var kind: String { get }
    /// What is allowed, as the end of the sentence "expected …".
    static var expectation: String { get }
    /// Whether the text obeys the rule.
    static func isValid(_ text: String) -> Bool
    /// The text itself.
    var text: String { get }
    /// Wraps a text that was already checked.
    init(unchecked text: String)
}

extension ValidatedName {
    /// The name, or nil when the text breaks the rule.
    package init?(_ text: String) {
        guard Self.isValid(text) else { return nil }
        self.init(unchecked: text)
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard Self.isValid(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "invalid \(Self.kind) `\(text)`, expected \(Self.expectation)")
        }
        self.init(unchecked: text)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The name of a project: lower-case letters, digits, `-` and `_`, starting with a letter or digit, at most 63
/// (Compose Specification, "Version and name").
package struct ProjectName: ValidatedName {
    package static let kind = "project name"
    package static let expectation =
        "at most 63 lower-case letters, digits, `-` or `_`, starting with a letter or digit"
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool {
        isName(text, maximum: 63) {
            $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
    }

    /// The project name that a folder's name stands for: lower-cased, other characters dropped; nil if none is left.
    package static func normalized(_ folder: String) -> ProjectName? {
        let kept = folder.lowercased().utf8.filter {
            $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        let trimmed = kept.drop { !($0.isLowercaseLetter || $0.isDigit) }
        return ProjectName(String(decoding: trimmed.prefix(63), as: UTF8.self))
    }
}

/// The name of a service: letters, digits, `.`, `-` and `_`, starting with a letter or digit, at most 63.
package struct ServiceName: ValidatedName {
    package static let kind = "service name"
    package static let expectation = "at most 63 letters, digits, `.`, `-` or `_`, starting with a letter or digit"
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool {
        isName(text, maximum: 63) {
            $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || "-_.".utf8.contains($0)
        }
    }
}

/// The key of a network below `networks`: as a service's name.
package struct NetworkName: ValidatedName {
    package static let kind = "network name"
    package static let expectation = ServiceName.expectation
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool { ServiceName.isValid(text) }
}

/// The key of a volume below `volumes`: as a service's name.
package struct VolumeName: ValidatedName {
    package static let kind = "volume name"
    package static let expectation = ServiceName.expectation
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool { ServiceName.isValid(text) }
}

/// One VM of a service, written `web-0`: the service and the replica index, which counts from 0.
package struct InstanceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The service that the instance belongs to.
    package let service: ServiceName
    /// Replica index, 0… .
    package let index: Int

    package init(service: ServiceName, index: Int) {
        precondition(index >= 0)
        self.service = service
        self.index = index
    }

    /// Reads `web-0`; nil when there is no index or the service name is invalid.
    package init?(_ text: String) {
        guard let dash = text.lastIndex(of: "-"), let service = ServiceName(String(text[..<dash])),
            let index = Int(text[text.index(after: dash)...]), index >= 0,
            "\(service)-\(index)" == text
        else { return nil }
        self.init(service: service, index: index)
    }

    package var description: String { "\(service)-\(index)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.service, left.index) < (right.service, right.index)
    }
}

extension InstanceName: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let name = InstanceName(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "invalid instance name `\(text)`, expected `<service>-<index>`")
        }
        self = name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The hostname of a guest: one to 63 letters, digits and `-`, not at an end (RFC 1123), labels joined by dots.
package struct HostName: ValidatedName {
    package static let kind = "hostname"
    package static let expectation = "letters, digits and `-` (not first or last), at most 63 between dots"
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
                    && label.utf8.last != UInt8(ascii: "-")
                    && label.utf8.allSatisfy {
                        $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-")
                    }
            }
    }

    /// The hostname an instance has when the file names none: `_` and `.` become `-`, the index is kept.
    package init(default instance: InstanceName) {
        let label = String(
            decoding: instance.service.text.lowercased().utf8.map { "_.".utf8.contains($0) ? UInt8(ascii: "-") : $0 },
            as: UTF8.self)
        let suffix = "-\(instance.index)"
        self.init(unchecked: label.prefix(63 - suffix.utf8.count) + suffix)
    }
}

/// A login name of the guest: lower-case letters, digits, `-` and `_`, starting with a letter or `_`, at most 32
/// (useradd(8), NAME_REGEX of Debian).
package struct UserName: ValidatedName {
    package static let kind = "user name"
    package static let expectation =
        "at most 32 lower-case letters, digits, `-` or `_`, starting with a letter or `_`"
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isLowercaseLetter || first == UInt8(ascii: "_") else { return false }
        return text.utf8.count <= 32
            && text.utf8.allSatisfy {
                $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }
}

private func isName(_ text: String, maximum: Int, allowed: (UInt8) -> Bool) -> Bool {
    guard let first = text.utf8.first, first.isLowercaseLetter || first.isUppercaseLetter || first.isDigit else {
        return false
    }
    return text.utf8.count <= maximum && text.utf8.allSatisfy(allowed)
}

extension UInt8 {
    package var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    package var isUppercaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    package var isHexadecimalDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }
}
