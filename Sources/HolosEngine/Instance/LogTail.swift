internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// The end of a log, for error messages.
enum LogTail {
    /// Up to `count` last lines that are not empty, control characters removed, each at most 200 characters: of a longer one,
    /// its beginning and its end, as QEMU repeats a long option before it says what is wrong with it.
    static func lines(of log: FilePath, count: Int) -> [String] {
        guard let file = try? FileDescriptor.open(log, .readOnly, options: .closeOnExec) else { return [] }
        defer { try? file.close() }
        guard let size = try? Files.facts(file).size,
            let bytes = try? Files.read(file, at: max(0, size - 16384), count: 16384)
        else { return [] }
        return bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
            .map { shortened(TerminalText.printable(String(decoding: $0, as: UTF8.self))) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
            .suffix(count)
    }

    private static func shortened(_ line: String) -> String {
        line.count <= 200 ? line : "\(line.prefix(79)) … \(line.suffix(118))"
    }
}
