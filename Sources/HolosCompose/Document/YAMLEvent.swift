/// One step of the stream that libyaml makes of a text.
struct YAMLEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(Node.Scalar, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    /// What may stand before a value: `&anchor` and `!tag`.
    struct Properties {
        let anchor: String?
        let tag: String?
    }

    let kind: Kind
    let mark: SourceMark
}

/// The reason why libyaml stopped, in its own words.
struct YAMLFailure: Error {
    let problem: String
    let context: String
    let mark: SourceMark
    let contextMark: SourceMark
    /// Byte offset where libyaml's reader failed; nil when the scanner or the parser did.
    let offset: Int?
}
