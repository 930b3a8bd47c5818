internal import HolosModel

/// Renders what a guest reads on its first boot (cloud-init, "NoCloud"). Pure: the same input gives the same bytes.
package enum SeedRenderer {
    /// The three files of the medium.
    package static func render(_ input: SeedInput) -> Seed {
        let userData =
            switch input.os {
            case .systemd: systemdUserData(input)
            case .openrc: openRCUserData(input)
            }
        return Seed(
            // The reader looks for exactly this first line; everything below it is quoted, so nobody can add another.
            userData: """
                #cloud-config
                # \(input.instance) of project \(input.project), written by holos

                """ + YAMLValue.map(userData).text,
            metaData: YAMLValue.map(metaData(input)).text,
            networkConfig: YAMLValue.map(networkConfig(input.interfaces)).text)
    }

    private static func metaData(_ input: SeedInput) -> YAMLMap {
        var map = YAMLMap()
        map.add("instance-id", .string(input.instanceID))
        map.add("local-hostname", .string(input.hostname.text))
        // tiny-cloud looks for the name under this key.
        if input.os == .openrc { map.add("hostname", .string(input.hostname.text)) }
        return map
    }

    /// OpenSSH refuses a private key whose last line is not ended.
    static func terminated(_ text: String) -> String {
        text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n"
    }

    /// One item of `write_files`. Modes are texts: 0644 without quotes would be read as the number 420.
    static func writeFile(_ file: WriteFile) -> YAMLValue {
        var map = YAMLMap()
        map.add("path", .string(file.path))
        if file.encoding != .text { map.add("encoding", .string(file.encoding.rawValue)) }
        map.add("content", .string(file.content))
        map.add("owner", file.owner.map(YAMLValue.string))
        map.add("permissions", file.permissions.map(YAMLValue.string))
        if file.append { map.add("append", .bool(true)) }
        if file.deferred { map.add("defer", .bool(true)) }
        return .map(map)
    }
}
