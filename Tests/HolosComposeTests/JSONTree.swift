/// A JSON value that can be compared, for what docker-compose prints.
enum JSONTree: Hashable, Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case map([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let items = try? value.decode([JSONTree].self) {
            self = .list(items)
        } else {
            self = .map(try value.decode([String: JSONTree].self))
        }
    }

    var entries: [String: JSONTree]? { if case .map(let entries) = self { entries } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    subscript(key: String) -> JSONTree? { entries?[key] }

    /// The part of a mapping at a path, where `*` is every key; services without it stay, empty.
    func picking(_ path: some Collection<String>) -> JSONTree? {
        guard let head = path.first else { return self }
        guard let entries else { return nil }
        let rest = path.dropFirst()
        if head == "*" { return .map(entries.mapValues { $0.picking(rest) ?? .map([:]) }) }
        return entries[head]?.picking(rest).map { .map([head: $0]) }
    }

    /// Both mappings in one, to all depths; other values are replaced.
    func laying(_ over: JSONTree) -> JSONTree {
        guard let below = entries, let above = over.entries else { return over }
        return .map(below.merging(above) { $0.laying($1) })
    }

    /// Every value below and its key, from the leaves up, as something else; nil takes the key out.
    func rewriting(_ key: String = "", _ change: (String, JSONTree) -> JSONTree?) -> JSONTree? {
        switch self {
        case .map(let entries):
            var result: [String: JSONTree] = [:]
            for (name, value) in entries { result[name] = value.rewriting(name, change) }
            return change(key, .map(result))
        case .list(let items): return change(key, .list(items.compactMap { $0.rewriting("", change) }))
        case .null, .bool, .number, .text: return change(key, self)
        }
    }

    /// In one line, keys sorted.
    var line: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
        case .text(let text): "\"\(text)\""
        case .list(let items): "[" + items.map(\.line).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.line)" }.joined(separator: ", ") + "}"
        }
    }
}
