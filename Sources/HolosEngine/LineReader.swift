internal import HolosSystem
internal import SystemPackage

/// Reads a growing file line by line.
struct LineReader {
    let path: FilePath
    private var offset: Int64 = 0
    private var rest: [UInt8] = []

    init(path: FilePath) { self.path = path }

    /// A line longer than this is cut in pieces.
    private static let longestLine = 64 << 10
    private static let chunk = 256 << 10

    /// Positions before the last lines; nil: at the beginning.
    mutating func start(last: Int?) throws {
        offset = 0
        guard let last, let facts = try Files.facts(path) else { return }
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        defer { try? file.close() }
        var position = facts.size
        var found = 0
        while position > 0 {
            let count = Int(min(position, Int64(Self.chunk)))
            let bytes = try Files.read(file, at: position - Int64(count), count: count)
            for index in bytes.indices.reversed() where bytes[index] == UInt8(ascii: "\n") {
                // The line end of the last line does not begin another one.
                if position - Int64(count) + Int64(index) == facts.size - 1 { continue }
                found += 1
                if found == last {
                    offset = position - Int64(count) + Int64(index) + 1
                    return
                }
            }
            position -= Int64(count)
        }
        if last == 0 { offset = facts.size }
    }

    /// Tells the complete lines that have come since; at the end of a finished file also what has no line end.
    mutating func read(_ line: ([UInt8]) -> Void) throws {
        guard let facts = try Files.facts(path), facts.size > offset else { return }
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        defer { try? file.close() }
        while true {
            let bytes = try Files.read(file, at: offset, count: Self.chunk)
            guard !bytes.isEmpty else { break }
            offset += Int64(bytes.count)
            rest += bytes
            var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let incomplete = Array(lines.removeLast())
            for complete in lines { line(Array(complete.last == UInt8(ascii: "\r") ? complete.dropLast() : complete)) }
            rest = incomplete
            if rest.count > Self.longestLine { flush(line) }
        }
    }

    /// Tells what has no line end yet.
    mutating func flush(_ line: ([UInt8]) -> Void) {
        if !rest.isEmpty { line(rest) }
        rest = []
    }
}
