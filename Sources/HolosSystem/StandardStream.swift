internal import Glibc
internal import SystemPackage

/// The standard streams of this process.
package struct StandardStream: Sendable {
    private let descriptor: FileDescriptor

    package static let input = StandardStream(descriptor: .standardInput)
    package static let output = StandardStream(descriptor: .standardOutput)
    package static let error = StandardStream(descriptor: .standardError)

    /// What became of a write.
    package enum Outcome: Sendable, Hashable {
        case written
        /// Nobody reads any more.
        case closed
        case failed(String)
    }

    /// Writes all bytes.
    package func write(_ bytes: [UInt8]) -> Outcome {
        do {
            try descriptor.writeAll(bytes)
            return .written
        } catch {
            return error as? Errno == .brokenPipe ? .closed : .failed("\(error)".lowercased())
        }
    }

    /// Reads to the end of the stream, or as many bytes.
    package func read(atMost limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        do {
            while bytes.count < limit {
                let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                if count == 0 { break }
                bytes += buffer[..<count]
            }
        } catch {
            throw SystemError("cannot read the standard input", errno: error as? Errno ?? .ioError)
        }
        return Array(bytes.prefix(limit))
    }

    /// The next line of a terminal, without its line end; empty at the end of the stream. Throws `CancellationError` when
    /// the task is cancelled while nobody has written.
    package func readLine(atMost limit: Int) async throws -> String {
        try await Readiness.readable(descriptor, keeping: Keeper())
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = (try? buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }) ?? 0
        return String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// A standard stream is never closed: there is nothing to keep open.
    private final class Keeper: Sendable {}

    package var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

    /// Columns of the terminal; nil when there is none.
    package var columns: Int? {
        var size = winsize()
        guard ioctl(descriptor.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Ends the process.
    package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
