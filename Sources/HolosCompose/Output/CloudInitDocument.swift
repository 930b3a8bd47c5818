internal import HolosModel

/// What a guest is given on its first boot, as the compose file has it.
struct CloudInitDocument {
    let cloudInit: CloudInit
    /// Whether the login is that of the file, rather than the image's.
    let namesUser: Bool

    var map: YAMLMap {
        var map = YAMLMap()
        if namesUser { map.append("user", .string(cloudInit.user.text)) }
        map.add("ssh_authorized_keys", .strings(cloudInit.sshAuthorizedKeys))
        map.add("packages", .strings(cloudInit.packages))
        map.add("write_files", .list(cloudInit.writeFiles.map(file)))
        map.add("bootcmd", .list(cloudInit.bootcmd.map(YAMLValue.command)))
        map.add("runcmd", .list(cloudInit.runcmd.map(YAMLValue.command)))
        return map
    }

    private func file(_ file: WriteFile) -> YAMLValue {
        var map: YAMLMap = ["path": .string(file.path), "content": .string(file.content)]
        map.add("encoding", file.encoding == .text ? nil : .string(file.encoding.rawValue))
        map.add("permissions", file.permissions.map(YAMLValue.string))
        map.add("owner", file.owner.map(YAMLValue.string))
        map.add("append", .flag(file.append))
        map.add("defer", .flag(file.deferred))
        return .map(map)
    }
}
