internal import HolosSystem

/// The process's output: data on stdout, everything else on stderr.
enum Console {
    /// Writes a line to stdout. A closed pipe ends the process quietly: nobody reads on.
    static func out(_ text: String) {
        guard StandardStream.output.write(Array(text.utf8) + [UInt8(ascii: "\n")]) else { exit(0) }
    }

    /// Writes bytes to stdout as they are.
    static func out(bytes: [UInt8]) {
        guard StandardStream.output.write(bytes) else { exit(0) }
    }

    /// Writes a line to stderr.
    static func error(_ text: String) {
        _ = StandardStream.error.write(Array(text.utf8) + [UInt8(ascii: "\n")])
    }

    static func exit(_ code: Int32) -> Never { StandardStream.exit(code) }
}
