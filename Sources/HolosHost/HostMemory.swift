package import HolosModel
internal import HolosSystem
internal import SystemPackage

/// The host's memory, from `/proc/meminfo` (proc(5)).
package struct HostMemory: Sendable, Hashable {
    package let total: ByteSize
    /// What can be used without swapping.
    package let available: ByteSize

    /// Reads the current values.
    package static func read() throws -> HostMemory {
        try parse(try Files.text("/proc/meminfo", limit: 64 << 10))
    }

    /// The pure part of `read()`.
    static func parse(_ text: String) throws(SystemError) -> HostMemory {
        func value(_ key: String) throws(SystemError) -> ByteSize {
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key + ":") }),
                let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
            else { throw SystemError("cannot read `/proc/meminfo`", reason: "`\(key)` is missing") }
            return ByteSize(bytes: kilobytes << 10)
        }
        return HostMemory(total: try value("MemTotal"), available: try value("MemAvailable"))
    }
}
