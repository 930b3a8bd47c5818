internal import HolosModel
internal import HolosQEMU

/// What is wrong with a catalog file, collected while it is read.
final class CatalogProblems {
    var problems: [String] = []
}

/// A JSON object of a catalog that tells every value of a wrong kind, and every key that nobody asked for.
final class CatalogObject {
    private let members: [String: JSONValue]
    private let place: String
    private let log: CatalogProblems
    private var asked: Set<String> = []

    init(_ value: JSONValue, at place: String, _ log: CatalogProblems) {
        self.place = place
        self.log = log
        if case .object(let members) = value {
            self.members = members
        } else {
            members = [:]
            log.problems.append("\(place.isEmpty ? "the file" : "`\(place)`"): expected an object")
        }
    }

    private func name(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    func problem(_ key: String, _ text: String) { log.problems.append("`\(name(key))`: \(text)") }

    func value(_ key: String) -> JSONValue? {
        asked.insert(key)
        return members[key]
    }

    /// A text; nil when there is none, which is a problem only if it is needed.
    func text(_ key: String, needed: Bool = false) -> String? {
        switch value(key) {
        case .string(let text) where !text.isEmpty: return text
        case nil where !needed: return nil
        case nil: problem(key, "it is missing")
        default: problem(key, "expected a text")
        }
        return nil
    }

    func flag(_ key: String) -> Bool {
        switch value(key) {
        case .bool(let flag): return flag
        case nil: return false
        default:
            problem(key, "expected true or false")
            return false
        }
    }

    func texts(_ key: String) -> [String] {
        switch value(key) {
        case .array(let items) where items.allSatisfy({ $0.string != nil }): return items.compactMap(\.string)
        case nil: return []
        default:
            problem(key, "expected a list of texts")
            return []
        }
    }

    /// A text that something else is made of; `expected` ends the sentence when it cannot be.
    func parsed<Value>(
        _ key: String, needed: Bool = false, expected: @autoclosure () -> String, _ make: (String) -> Value?
    ) -> Value? {
        guard let text = text(key, needed: needed) else { return nil }
        if let value = make(text) { return value }
        problem(key, "invalid `\(text)`, expected \(expected())")
        return nil
    }

    func oneOf<Value: RawRepresentable & CaseIterable>(
        _ key: String, needed: Bool = false
    ) -> Value? where Value.RawValue == String {
        parsed(key, needed: needed, expected: Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")) {
            Value(rawValue: $0)
        }
    }

    /// The object of a key; nil when there is none.
    func object(_ key: String) -> CatalogObject? { value(key).map { CatalogObject($0, at: name(key), log) } }

    /// The objects of a list; nothing when there is none.
    func objects(_ key: String) -> [CatalogObject] {
        switch value(key) {
        case .array(let items):
            return items.enumerated().map { CatalogObject($1, at: "\(name(key))[\($0)]", log) }
        case nil: return []
        default:
            problem(key, "expected a list")
            return []
        }
    }

    /// Tells the keys that were not asked for.
    func finish() {
        for key in members.keys.sorted() where !asked.contains(key) {
            let near = NearMiss.suggestion(for: key, among: asked).map { ", did you mean `\($0)`?" } ?? ""
            problem(key, "unknown key\(near)")
        }
    }
}
