/// What a key holds: what the decoder checks, what messages call "expected", what the documentation says.
package indirect enum ValueKind: Sendable {
    /// A text of one line.
    case text
    /// A text of any number of lines.
    case content
    /// `true` or `false`.
    case boolean
    /// A whole number within a range.
    case integer(ClosedRange<Int>)
    /// A `ByteSize`.
    case byteSize
    /// A `TimeSpan`.
    case duration
    /// One of a few words.
    case choice([String])
    /// A list of something, named in the plural.
    case list(of: String)
    /// A text or a list of texts.
    case command
    /// A list of names, or a mapping by name.
    case dependencies
    /// A mapping with its own keys.
    case section(KeyTable)
    /// A list of mappings with their own keys.
    case sections(KeyTable)
    /// A mapping whose keys are names that the user chooses, and whose values are sections.
    case named(KeyTable)

    /// The words of a type with one word for each case.
    package static func choice<Word>(of type: Word.Type) -> ValueKind
    where Word: CaseIterable & RawRepresentable<String> {
        .choice(type.allCases.map(\.rawValue))
    }

    /// The end of the sentence "expected …".
    package var expectation: String {
        switch self {
        case .text, .content: "a text"
        case .boolean: "`true` or `false`"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .byteSize: "a size such as `512M` or `10G`"
        case .duration: "a duration such as `30s` or `1m30s`"
        case .choice(let words): Wording.choices(words)
        case .list(let things): "a list of \(things)"
        case .command: "a text or a list of texts"
        case .dependencies: "a list of services or a mapping by service"
        case .section, .named: "a mapping"
        case .sections: "a list of mappings"
        }
    }

    /// The table of the keys below, where there is one.
    package var table: KeyTable? {
        switch self {
        case .section(let table), .sections(let table), .named(let table): table
        default: nil
        }
    }
}
