package import HolosModel
package import HolosSystem
internal import SystemPackage

/// Who listens on a TCP port of the host, as far as the kernel tells this user.
package enum PortOwner {
    /// A process that listens on the port at the address or at all addresses; nil when it cannot be told, as for
    /// another user's process.
    package static func find(address: IPv4Address, port: UInt16) -> ProcessID? {
        let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { table in
            listeners((try? Files.text(FilePath(table), limit: 16 << 20)) ?? "", address: address, port: port)
        }
        guard !inodes.isEmpty else { return nil }
        let targets = Set(inodes.map { "socket:[\($0)]" })
        for entry in (try? Files.list("/proc")) ?? [] {
            guard let number = Int32(entry) else { continue }
            let descriptors = FilePath("/proc/\(number)/fd")
            for descriptor in (try? Files.list(descriptors)) ?? [] {
                if let link = Files.readLink(descriptors.appending(descriptor)), targets.contains(link.string) {
                    return ProcessID(number)
                }
            }
        }
        return nil
    }

    /// Inodes of the listening sockets in a table of the form of `/proc/net/tcp` (proc(5)).
    static func listeners(_ table: String, address: IPv4Address, port: UInt16) -> [String] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A" else { return nil }
            let local = fields[1].split(separator: ":")
            guard local.count == 2, UInt16(local[1], radix: 16) == port else { return nil }
            // Addresses are printed as little-endian numbers of 32 bits; a v6 socket may serve v4 as well, at all
            // addresses or at one that is mapped (::ffff:127.0.0.1).
            let isWide = local[0].allSatisfy { $0 == "0" }
            let isV4 = local[0].count == 8 || local[0].hasPrefix("0000000000000000FFFF0000")
            let isSame = isV4 && UInt32(local[0].suffix(8), radix: 16)?.byteSwapped == address.value
            return isWide || isSame || address == .any ? String(fields[9]) : nil
        }
    }
}
