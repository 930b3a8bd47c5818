internal import HolosSystem

/// The process's output: data on stdout, everything else on stderr.
enum Console {
    /// Writes a line to stdout.
    static func out(_ text: String) { out(bytes: Array(text.utf8) + [UInt8(ascii: "\n")]) }

    /// Writes bytes to stdout as they are. A closed pipe ends the process quietly: nobody reads on.
    static func out(bytes: [UInt8]) {
        switch StandardStream.output.write(bytes) {
        case .written: return
        case .closed: exit(0)
        case .failed(let reason):
            error("error: cannot write to standard output: \(reason)")
            exit(1)
        }
    }

    /// Writes a line to stderr.
    static func error(_ text: String) {
        _ = StandardStream.error.write(Array(text.utf8) + [UInt8(ascii: "\n")])
    }

    static func exit(_ code: Int32) -> Never { StandardStream.exit(code) }
}
