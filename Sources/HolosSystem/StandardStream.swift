internal import Glibc
internal import SystemPackage

/// The standard streams of this process.
package struct StandardStream: Sendable {
    private let descriptor: FileDescriptor

    package static let input = StandardStream(descriptor: .standardInput)
    package static let output = StandardStream(descriptor: .standardOutput)
    package static let error = StandardStream(descriptor: .standardError)

    /// Writes all bytes; false when the other side is gone or full.
    package func write(_ bytes: [UInt8]) -> Bool { (try? descriptor.writeAll(bytes)) != nil }

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
