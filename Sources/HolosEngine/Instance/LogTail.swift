internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// The end of a log, for error messages.
enum LogTail {
    /// Up to `count` last lines that are not empty, control characters removed, each at most 200 characters.
    static func lines(of log: FilePath, count: Int) -> [String] {
        guard let file = try? FileDescriptor.open(log, .readOnly, options: .closeOnExec) else { return [] }
        defer { try? file.close() }
        guard let size = try? Files.facts(file).size,
            let bytes = try? Files.read(file, at: max(0, size - 16384), count: 16384)
        else { return [] }
        return bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
            .map { String(TerminalText.printable(String(decoding: $0, as: UTF8.self)).prefix(200)) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
            .suffix(count)
    }
}
