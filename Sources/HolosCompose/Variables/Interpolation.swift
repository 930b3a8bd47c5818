/// Replaces the variables of one text (Compose Specification, "Interpolation").
///
/// `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, `${NAME:+replacement}`, these also without the colon,
/// and nested; `$$` is a plain `$`, and a `$` that begins no name stands for itself. The text of a variable is taken as
/// it is: a `$` in it begins nothing.
package struct Interpolation {
    /// What became of a text.
    package struct Result: Sendable {
        package let text: String
        /// The first few variables that the text was made of, each once.
        package let variables: [Variable]
        /// Names that an empty text stands in for, each once, in the order of their appearance.
        package let unset: [String]
        /// Whether it mattered that some variable is not set.
        package let dependsOnUnset: Bool
    }

    /// Why a text cannot be replaced.
    package struct Failure: Error {
        package let message: String
        package let hints: [String]
        /// Whether only a variable is missing, while the text itself is well formed.
        package let lacksVariable: Bool

        init(_ message: String, hints: [String] = ["write `$$` for a plain `$`"], lacksVariable: Bool = false) {
            self.message = message
            self.hints = hints
            self.lacksVariable = lacksVariable
        }

        static let tooDeep = Failure(
            "braces are nested more than \(ParseLimits.variableDepth) levels deep",
            hints: ["look for a `}` that is missing"])
    }

    /// More are of no help in a message.
    private static let mostVariables = 4

    private let bytes: [UInt8]
    private let variables: Variables
    private var budget: Int
    private var output: [UInt8] = []
    private var used: [Variable] = []
    private var unset: [String] = []
    private var seenUnset: Set<String> = []
    private var dependsOnUnset = false

    /// The text with its variables replaced.
    ///
    /// - Parameter budget: bytes that may still be made; what this text takes is subtracted.
    package static func expand(
        _ text: String, with variables: Variables, budget: inout Int
    ) throws(Failure) -> Result {
        var run = Interpolation(text, variables, budget)
        defer { budget = max(0, run.budget) }
        try run.expand(run.bytes.indices, isUsed: true)
        return Result(
            text: String(decoding: run.output, as: UTF8.self), variables: run.used, unset: run.unset,
            dependsOnUnset: run.dependsOnUnset)
    }

    private init(_ text: String, _ variables: Variables, _ budget: Int) {
        bytes = Array(text.utf8)
        self.variables = variables
        self.budget = budget
    }

    /// Expands a part of the text. What is not used is looked at all the same: docker compose refuses an invalid or
    /// required variable in an alternative that it does not take, too.
    private mutating func expand(_ range: Range<Int>, isUsed: Bool) throws(Failure) {
        var position = range.lowerBound
        while let dollar = bytes[position..<range.upperBound].firstIndex(of: UInt8(ascii: "$")) {
            try append(bytes[position..<dollar], isUsed)
            if let reference = try VariableReference.scan(bytes, at: dollar, upTo: range.upperBound) {
                try replace(reference, isUsed: isUsed)
                position = reference.end
            } else {
                try append(bytes[dollar...dollar], isUsed)
                let isDoubled = dollar + 1 < range.upperBound && bytes[dollar + 1] == UInt8(ascii: "$")
                position = dollar + (isDoubled ? 2 : 1)
            }
        }
        try append(bytes[position..<range.upperBound], isUsed)
    }

    private mutating func replace(_ reference: VariableReference, isUsed: Bool) throws(Failure) {
        let variable = variables[reference.name]
        if isUsed { note(variable) }
        guard let choice = reference.choice else {
            if variable.text == nil, isUsed, seenUnset.insert(variable.name).inserted { unset.append(variable.name) }
            try append(ArraySlice((variable.text ?? "").utf8), isUsed)
            return
        }
        let counts = variable.text.map { !($0.isEmpty && choice.emptyIsUnset) } ?? false
        if choice.kind == .required, !counts { throw try missing(variable, choice) }
        let takesAlternative = (choice.kind == .replacement) == counts && choice.kind != .required
        if !takesAlternative { try append(ArraySlice((variable.text ?? "").utf8), isUsed) }
        try expand(choice.alternative, isUsed: isUsed && takesAlternative)
    }

    private mutating func missing(
        _ variable: Variable, _ choice: VariableReference.Choice
    ) throws(Failure) -> Failure {
        output = []
        try expand(choice.alternative, isUsed: true)
        let reason = String(decoding: output, as: UTF8.self)
        return Failure(
            "the required variable `\(variable.name)` is \(variable.text == nil ? "not set" : "empty")"
                + (reason.isEmpty ? "" : ": \(Wording.quoted(reason, limit: 200))"),
            hints: [
                variable.text == nil ? "set it in the environment or in an env file" : variable.explanation()
            ], lacksVariable: true)
    }

    private mutating func note(_ variable: Variable) {
        if variable.text == nil { dependsOnUnset = true }
        guard used.count < Self.mostVariables, !used.contains(where: { $0.name == variable.name }) else { return }
        used.append(variable)
    }

    private mutating func append(_ part: ArraySlice<UInt8>, _ isUsed: Bool) throws(Failure) {
        guard isUsed else { return }
        budget -= part.count
        guard budget >= 0 else {
            throw Failure(
                "variables make more than \(ParseLimits.expansion >> 20) MiB of text",
                hints: ["look for a variable that is made of itself many times"])
        }
        output.append(contentsOf: part)
    }
}
