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
    /// A decimal number within a range.
    case number(ClosedRange<Double>)
    /// A `ByteSize`.
    case byteSize
    /// A `TimeSpan`.
    case duration
    /// One of a few words.
    case choice([String])
    /// A list of something, named in the plural.
    case list(of: String)
    /// A text or a list of something, named in the plural.
    case oneOrMore(of: String)
    /// A text or a list of texts that is one value: a later file replaces it.
    case command
    /// A mapping of names to values, or a list of `NAME=value`.
    case pairs(of: String)
    /// A mapping of host names to an address or several, or a list of `name=address` or `name:address`.
    case hosts
    /// Permission bits in octal digits.
    case mode
    /// A mapping with its own keys.
    case section(KeyTable)
    /// A mapping with its own keys, or a text that stands for one key of it.
    case sectionOrText(KeyTable, text: String)
    /// A list of names of something, named in the plural, or a mapping by name whose values are sections.
    case names(of: String, KeyTable)
    /// A list whose items are mappings or a short text for one; unique in some of their keys.
    case entries(KeyTable, short: ShortForm, unique: [String])
    /// A list of mappings with their own keys.
    case sections(KeyTable)
    /// A mapping whose keys are names that the user chooses, and whose values are sections.
    case named(KeyTable)
    /// Anything: it is not looked into.
    case anything

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
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .byteSize: "a size such as `512M` or `10G`"
        case .duration: "a duration such as `30s` or `1m30s`"
        case .choice(let words): Wording.choices(words)
        case .list(let things): "a list of \(things)"
        case .command: "a text or a list of texts"
        case .oneOrMore(let things): "a text or a list of \(things)"
        case .pairs(let things): "a mapping of \(things), or a list of `NAME=value`"
        case .hosts: "a mapping of names to addresses, or a list of `name=address`"
        case .mode: "permissions in octal digits such as `0440`"
        case .names(let things, _): "a list of \(things) or a mapping by name"
        case .section, .named: "a mapping"
        case .sectionOrText: "a text or a mapping"
        case .sections: "a list of mappings"
        case .entries: "a list of texts or mappings"
        case .anything: "anything"
        }
    }

    /// The table of the keys below, where there is one.
    package var table: KeyTable? {
        switch self {
        case .section(let table), .sections(let table), .named(let table), .sectionOrText(let table, _),
            .names(_, let table), .entries(let table, _, _):
            table
        default: nil
        }
    }
}
