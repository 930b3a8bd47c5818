internal import HolosModel

/// The mounts of a service as the compose file has them: all of them in the order of the service, but for those file
/// systems in memory whose options only the short form of `tmpfs` knows, which come last in any service.
struct MountDocument {
    let mounts: [VolumeMount]

    /// Items of `volumes`.
    var long: [YAMLValue] { mounts[..<firstShort].map(volume) }

    /// Items of `tmpfs`.
    var short: [String] {
        mounts[firstShort...].compactMap { mount in
            if case .tmpfs(let tmpfs) = mount.source { text(tmpfs, at: mount) } else { nil }
        }
    }

    /// From here on all come from `tmpfs`, which is read after `volumes`.
    private var firstShort: Int {
        mounts.firstIndex { mount in
            guard case .tmpfs(let tmpfs) = mount.source else { return false }
            return tmpfs.uid != nil || tmpfs.gid != nil || !tmpfs.options.isEmpty
        } ?? mounts.endIndex
    }

    private func volume(_ mount: VolumeMount) -> YAMLValue {
        let (type, source, details) = parts(of: mount.source)
        var map: YAMLMap = ["type": .string(type)]
        map.add("source", source.map(YAMLValue.string))
        map.append("target", .string(mount.target))
        map.add("read_only", .flag(mount.isReadOnly))
        map.add(type, .map(details))
        return .map(map)
    }

    private func parts(of source: VolumeMount.Source) -> (type: String, source: String?, details: YAMLMap) {
        var details = YAMLMap()
        switch source {
        case .bind(let path, let createIfMissing):
            details.append("create_host_path", .bool(createIfMissing))
            return ("bind", path, details)
        case .volume(let name, let subpath):
            details.add("subpath", subpath.map(YAMLValue.string))
            return ("volume", name.text, details)
        case .anonymous: return ("volume", nil, details)
        case .tmpfs(let tmpfs):
            details.add("size", tmpfs.size.map { .string("\($0)") })
            details.add("mode", tmpfs.mode.map { .string(YAMLValue.octal($0)) })
            return ("tmpfs", nil, details)
        }
    }

    private func text(_ tmpfs: Tmpfs, at mount: VolumeMount) -> String {
        var options = [
            tmpfs.size.map { "size=\($0)" }, tmpfs.mode.map { "mode=" + YAMLValue.octal($0) },
            tmpfs.uid.map { "uid=\($0)" }, tmpfs.gid.map { "gid=\($0)" }, mount.isReadOnly ? "ro" : nil,
        ].compactMap(\.self)
        options += tmpfs.options
        return mount.target + (options.isEmpty ? "" : ":" + options.joined(separator: ","))
    }
}
