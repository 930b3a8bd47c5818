internal import HolosModel

/// The schemas of values without keys of their own. Any of them may be a text with variables.
enum SchemaScalars {
    /// What the schemas below refer to.
    static let definitions: YAMLMap = [
        "variable": [
            "description": "a text with variables, such as `${NAME}`",
            "type": "string", "pattern": "\\$(\\{|[A-Za-z_])",
        ],
        // The decoder reads a scalar as the text that stands there, whatever other readers make of it.
        "text": ["type": ["string", "number", "boolean"]],
        "boolean": .map(
            any([
                ["type": "boolean"], ["enum": ["true", "True", "TRUE", "false", "False", "FALSE"]], variable,
            ])),
        // -1 is docker compose's word for no limit.
        "size": .map(
            any([
                ["type": "number", "minimum": -1],
                ["type": "string", "pattern": "^-1$|^[0-9]+(\\.[0-9]+)?([bB]|[kKmMgGtT]([iI]?[bB])?)?$"], variable,
            ])),
        "duration": .map(
            any([
                ["const": 0],
                ["type": "string", "pattern": "^(0|(([0-9]+\\.?[0-9]*|\\.[0-9]+)(h|m|s|ms|us))+)$"], variable,
            ])),
    ]

    static let text = reference("text")
    private static let variable = reference("variable")

    static func reference(_ name: String) -> YAMLMap { ["$ref": .string("#/$defs/\(name)")] }

    /// What fits one of several schemas.
    static func any(_ schemas: [YAMLMap]) -> YAMLMap { ["anyOf": .list(schemas.map(YAMLValue.map))] }

    /// The schema of a kind that has no table.
    static func value(_ kind: ValueKind, of place: String) -> YAMLMap {
        switch kind {
        case .boolean: reference("boolean")
        case .byteSize: reference("size")
        case .duration: reference("duration")
        case .integer(let range):
            number(
                ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)], "^-?[0-9]+$")
        case .number(let range):
            number(
                ["type": "number", "minimum": .double(range.lowerBound), "maximum": .double(range.upperBound)],
                "^[0-9]+(\\.[0-9]+)?$")
        case .choice(let words): any([["enum": .strings(words)], variable])
        case .list(let things): ["type": "array", "items": .map(item(things))]
        case .oneOrMore(let things): any([text, ["type": "array", "items": .map(item(things))]])
        case .command: any([text, ["type": "array", "items": .map(text)], ["type": "null"]])
        case .pairs: pairs
        case .hosts: hosts
        case .mode:
            any([["type": "integer", "minimum": 0], ["type": "string", "pattern": "^(0o)?[0-7]+$"], variable])
        case .anything: [:]
        case .text where place == "name": any([["type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"], variable])
        case .text, .content, .section, .sectionOrText, .names, .entries, .sections, .named: text
        }
    }

    /// The short text for an item of a list of mappings.
    static func short(_ form: ShortForm) -> YAMLMap {
        switch form {
        case .port: port
        case .volume, .grant, .envFile, .include, .device: text
        }
    }

    /// What the names in a mapping by name must look like; nil where the schema leaves that to holos.
    static func namePattern(of place: String) -> String? {
        ["services", "networks", "volumes"].contains(place) ? "^[A-Za-z0-9][A-Za-z0-9._-]*$" : nil
    }

    /// What may stand at a key that is refused: nothing, and the values that ask for nothing.
    static func idle(_ texts: [String]) -> [YAMLValue] {
        let typed = texts.compactMap { text -> YAMLValue? in
            if let number = Int(text) { return .int(number) }
            return ["true", "false"].contains(text) ? .bool(text == "true") : nil
        }
        return [.null, [], [:]] + texts.map(YAMLValue.string) + typed
    }

    /// An item of a list by what the list holds.
    private static func item(_ things: String) -> YAMLMap {
        switch things {
        case "commands": command
        case "ports": port
        default: text
        }
    }

    private static let command = any([text, ["type": "array", "items": .map(text)]])

    private static let hosts = any([
        ["type": "object", "additionalProperties": .map(command)], ["type": "array", "items": .map(text)],
    ])

    private static let pairs = any([
        ["type": "object", "additionalProperties": ["type": ["string", "number", "boolean", "null"]]],
        ["type": "array", "items": .map(text)],
    ])

    /// `[[address:]host:]guest[/protocol]`, numbers or ranges.
    private static let port: YAMLMap = {
        let (range, address) = ("[0-9]+(-[0-9]+)?", "([0-9.]+|\\[?[0-9A-Fa-f:.]+\\]?):")
        return any([
            ["type": "integer", "minimum": 1, "maximum": 65_535],
            ["type": "string", "pattern": .string("^((\(address))?(\(range))?:)?\(range)(/[A-Za-z]+)?$")],
            variable,
        ])
    }()

    /// A number, or a text that holds one.
    private static func number(_ schema: YAMLMap, _ pattern: String) -> YAMLMap {
        any([schema, ["type": "string", "pattern": .string(pattern)], variable])
    }
}
