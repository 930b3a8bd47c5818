/// The name of an image in a catalog: lower-case letters, digits, `.`, `-` and `_`, starting with a letter or digit, at
/// most 63.
package struct ImageName: ValidatedName {
    package static let kind = "image name"
    package static let expectation =
        "at most 63 lower-case letters, digits, `.`, `-` or `_`, starting with a letter or digit"
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool {
        ServiceName.isValid(text) && !text.utf8.contains(where: \.isUppercaseLetter)
    }
}

/// A version of an image, written behind its name and a colon: letters, digits, `.`, `-` and `_`, starting with a letter
/// or digit, at most 63.
package struct ImageTag: ValidatedName {
    package static let kind = "image tag"
    package static let expectation = ServiceName.expectation
    package let text: String

    package init(unchecked text: String) { self.text = text }

    package static func isValid(_ text: String) -> Bool { ServiceName.isValid(text) }
}
