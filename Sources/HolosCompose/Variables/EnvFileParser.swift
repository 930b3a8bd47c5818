/// Walks through the bytes of an env file. A line that cannot be read is reported and passed over.
struct EnvFileParser {
    /// One problem, at a byte of the file.
    struct Problem: Error {
        let message: String
        let offset: Int
        let hints: [String]

        init(_ message: String, at offset: Int, hints: [String] = []) {
            self.message = message
            self.offset = offset
            self.hints = hints
        }
    }

    private static let longestName = 1000

    private let source: SourceText
    private let log: DiagnosticLog
    let bytes: [UInt8]
    var position = 0
    /// Where the line or lines of the present entry begin.
    var entryStart = 0
    var budget = ParseLimits.expansion
    private(set) var variables: Variables
    private(set) var entries: [Variable] = []
    private(set) var isComplete = true

    init(_ source: SourceText, variables: Variables, log: DiagnosticLog) {
        self.source = source
        self.log = log
        self.variables = variables
        bytes = source.bytes
    }

    /// Whether the bytes are a text at all.
    mutating func checkText() -> Bool {
        let limit = ParseLimits.envFileSize
        if bytes.count > limit {
            report(
                Problem(
                    "the file is larger than \(limit >> 20) MiB", at: 0,
                    hints: ["an env file has one short variable on each line: is this the right file?"]))
        } else if let offset = source.firstInvalidUTF8 {
            report(
                Problem("this is not UTF-8 text", at: offset, hints: ["save the file in the encoding UTF-8"]))
        } else if let offset = bytes.firstIndex(of: 0) {
            report(Problem("a NUL is not allowed here", at: offset, hints: ["is this the right file?"]))
        } else {
            return true
        }
        return false
    }

    /// Reads the whole file in the format of the specification.
    mutating func parse() {
        while true {
            skipBlanks(alsoLines: true)
            guard position < bytes.count else { return }
            if bytes[position] == UInt8(ascii: "#") {
                position = lineEnd(from: position)
                continue
            }
            entryStart = position
            do {
                try statement()
            } catch {
                report(error)
                position = lineEnd(from: position)
            }
        }
    }

    private mutating func statement() throws(Problem) {
        skipExport()
        let name = try self.name()
        skipBlanks(alsoLines: false)
        guard position < bytes.count, bytes[position] != UInt8(ascii: "\n") else {
            add(name, nil)
            return
        }
        let separator = bytes[position]
        guard separator == UInt8(ascii: "=") || separator == UInt8(ascii: ":") else {
            throw Problem(
                "expected `=` behind the name `\(name)`", at: position,
                hints: [
                    separator == UInt8(ascii: "#")
                        ? "put the comment on a line of its own" : "write `\(name)=value`; a name has no blanks"
                ])
        }
        position += 1
        if let text = try value(of: name) { add(name, text) }
    }

    /// `export NAME` as in a file for a shell. A variable may be called `export`.
    private mutating func skipExport() {
        let word = "export"
        guard bytes[position...].starts(with: word.utf8) else { return }
        let behind = position + word.utf8.count
        guard behind < bytes.count, bytes[behind] == UInt8(ascii: " ") || bytes[behind] == UInt8(ascii: "\t") else {
            return
        }
        position = behind
        skipBlanks(alsoLines: false)
    }

    /// A name as docker compose takes it: letters and digits of any script, `_`, `.`, `-`, `[` and `]`.
    private mutating func name() throws(Problem) -> String {
        let start = position
        let line = String(decoding: bytes[start..<lineEnd(from: start)].prefix(Self.longestName + 4), as: UTF8.self)
        let name = line.unicodeScalars.prefix(while: Self.belongsToName)
        guard String(name).utf8.count <= Self.longestName else {
            throw Problem("a name has at most \(Self.longestName) bytes", at: start)
        }
        position += String(name).utf8.count
        guard let next = line.unicodeScalars[name.endIndex...].first else {
            if name.isEmpty { throw Problem("there is no name behind `export`", at: start) }
            return String(name)
        }
        if name.isEmpty, next == "=" || next == ":" {
            throw Problem("there is no name in front of the `\(next)`", at: position, hints: ["write `NAME=value`"])
        }
        guard !name.isEmpty, next == "=" || next == ":" || next.properties.isWhitespace else {
            throw Problem(
                "\(Wording.quoted(String(next))) cannot stand in a name", at: position,
                hints: [
                    next == "#"
                        ? "put the comment on a line of its own"
                        : "a name has letters, digits and `_`, and stands without quotes: `NAME=value`"
                ])
        }
        return String(name)
    }

    private static func belongsToName(_ scalar: Unicode.Scalar) -> Bool {
        if "_.-[]".unicodeScalars.contains(scalar) { return true }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// The line feed that ends the line, or the end of the file.
    func lineEnd(from start: Int) -> Int { bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count }

    /// Passes over blanks as docker compose knows them; the carriage return of a line end is one.
    mutating func skipBlanks(alsoLines: Bool) {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"):
                guard alsoLines else { return }
                position += 1
            case UInt8(ascii: " "), 0x09, 0x0b, 0x0c, 0x0d: position += 1
            // NEL and the no-break space.
            case 0xc2 where position + 1 < bytes.count && [0x85, 0xa0].contains(bytes[position + 1]): position += 2
            default: return
            }
        }
    }

    mutating func add(_ name: String, _ text: String?) {
        let variable = Variable(name: name, text: text, origin: .file(source, source.mark(atOffset: entryStart)))
        entries.append(variable)
        variables.add(variable)
    }

    mutating func report(_ problem: Problem) {
        log.error(
            problem.message, at: source.mark(atOffset: problem.offset), in: source, showingLine: mayShowLine,
            hints: problem.hints)
        // Entries are missing: what is not set from here on is no wonder.
        isComplete = false
        variables.markIncomplete()
    }

    /// A text with its variables replaced; nil when it depends on an entry that could not be read.
    mutating func expanded(_ text: String, at offset: Int) throws(Problem) -> String? {
        guard text.utf8.contains(UInt8(ascii: "$")) else {
            budget -= text.utf8.count
            return text
        }
        do {
            let result = try Interpolation.expand(text, with: variables, budget: &budget)
            if result.dependsOnUnset, !variables.isComplete { return nil }
            for name in result.unset {
                log.warnUnset(name, at: source.mark(atOffset: offset), in: source, showingLine: mayShowLine)
            }
            return result.text
        } catch {
            if error.lacksVariable, !variables.isComplete { return nil }
            throw Problem(error.message, at: offset, hints: error.hints)
        }
    }

    /// Tells of something that is read as docker compose reads it, and perhaps not as it was meant.
    func warn(_ message: String, at offset: Int, hints: [String]) {
        log.warning(message, at: source.mark(atOffset: offset), in: source, showingLine: mayShowLine, hints: hints)
    }

    /// False when the present entry has the name of a secret, which then stands in the line.
    private var mayShowLine: Bool {
        let line = bytes[entryStart..<lineEnd(from: entryStart)].prefix(Self.longestName)
        let name = line.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ":") }
        return !Variable.promisesSecret(String(decoding: name, as: UTF8.self))
    }
}
