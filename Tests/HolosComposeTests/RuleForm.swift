import HolosCompose
import HolosModel

/// One form for what docker-compose and holos mean alike but write differently.
struct RuleForm {
    /// The case's folder.
    let folder: String

    /// Keys whose empty mappings docker-compose adds by itself.
    private static let empty: Set = [
        "placement", "resources", "limits", "reservations", "volume", "bind", "tmpfs", "ipam",
    ]
    /// What holos reads without effect, and so does not print; and what it chooses by itself.
    private static let idle = Set(
        ServiceKeys.table.keys.filter { key in if case .meaningless = key.fate { true } else { false } }.map(\.name)
            + ["expose"])

    /// The keys where holos has what docker-compose has at another.
    static func answers(to key: String) -> [String] {
        let parts = key.split(separator: ".").map(String.init)
        guard parts.count > 2, parts[0] == "services" else { return [] }
        let service = "services.\(parts[1])."
        return switch parts[2] {
        case "deploy": ["vm.memory_mb", "vm.vcpu", "replicas"].map { service + $0 }
        case "mem_limit", "mem_reservation": [service + "vm.memory_mb"]
        case "scale": [service + "replicas"]
        case "entrypoint": [service + "command"]
        case "tmpfs": [service + "volumes"]
        default: []
        }
    }

    func common(_ tree: JSONTree) -> JSONTree {
        let plain = tree.rewriting { key, value in
            if value == .map([:]), Self.empty.contains(key) { return nil }
            if key == "environment" || key == "args", let entries = value.entries {
                // An unset variable.
                return .map(entries.filter { $0.value != .null })
            }
            if key == "networks", let entries = value.entries {
                return .map(entries.mapValues { $0 == .null ? .map([:]) : $0 })
            }
            if key == "size" || key == "memory", let size = value.text.flatMap({ ByteSize($0) }) {
                return .number(Double(size.bytes))
            }
            return value.text.map { .text(placed($0)) } ?? value
        }
        guard var entries = plain?.entries else { return .null }
        entries["services"] = (entries["services"]?.entries).map { .map($0.mapValues(service)) }
        return .map(entries)
    }

    /// A path as seen from `${DIR}`.
    private func placed(_ text: String) -> String {
        let text = text.replacing(folder, with: "${DIR}")
        let parent = String(folder.prefix(upTo: folder.lastIndex(of: "/") ?? folder.startIndex))
        return text == parent || text.hasPrefix(parent + "/") ? "${DIR}/.." + text.dropFirst(parent.count) : text
    }

    private func service(_ value: JSONTree) -> JSONTree {
        guard var keys = value.entries?.filter({ !Self.idle.contains($0.key) && !$0.key.hasPrefix("x-") }) else {
            return value
        }
        // holos has one list of words.
        if keys["entrypoint"] != nil || keys["command"] != nil {
            let words = items(keys.removeValue(forKey: "entrypoint")) + items(keys.removeValue(forKey: "command"))
            if !words.isEmpty { keys["command"] = .list(words) }
        }
        // holos has a list of all mounts.
        let mounts = items(keys["volumes"]).map(mount) + items(keys.removeValue(forKey: "tmpfs")).map(tmpfs)
        if !mounts.isEmpty { keys["volumes"] = .list(mounts) }
        if let ports = keys["ports"] { keys["ports"] = .list(items(ports).map(port)) }
        for kind in ["secrets", "configs"] where keys[kind] != nil { keys[kind] = .list(items(keys[kind]).map(grant)) }
        keys["healthcheck"] = keys["healthcheck"].flatMap(healthCheck)
        keys["ulimits"] = (keys["ulimits"]?.entries).map { limits in
            .map(limits.mapValues { $0.entries == nil ? .map(["soft": $0, "hard": $0]) : $0 })
        }
        keys["image"] = keys["image"]?.text.map { .text(String($0.split(separator: "/").last ?? "")) }
        if keys["restart"] == .text("no") { keys["restart"] = nil }
        if keys["networks"] == .map(["default": .map([:])]) { keys["networks"] = nil }
        for (name, size) in memory(keys) { keys[name] = size }
        return .map(keys)
    }

    private func items(_ value: JSONTree?) -> [JSONTree] { if case .list(let items) = value { items } else { [] } }

    /// holos listens on the loopback where nothing is said, and tells no mode.
    private func port(_ value: JSONTree) -> JSONTree {
        var keys = value.entries ?? [:]
        for name in ["mode", "name", "app_protocol", "x-note"] { keys[name] = nil }
        if keys["host_ip"] == nil { keys["host_ip"] = .text("127.0.0.1") }
        if keys["published"] == .text("0") { keys["published"] = nil }
        return .map(keys)
    }

    private func mount(_ value: JSONTree) -> JSONTree {
        var keys = value.entries ?? [:]
        keys["consistency"] = nil
        // Labels of SELinux and propagation are the host's, `nocopy` is what holos always does.
        for (name, idle) in [("bind", ["selinux", "propagation", "recursive"]), ("volume", ["nocopy", "labels"])] {
            guard var options = keys[name]?.entries else { continue }
            for option in idle { options[option] = nil }
            if options["create_host_path"] == .bool(false) { options["create_host_path"] = nil }
            keys[name] = options.isEmpty ? nil : .map(options)
        }
        if keys["read_only"] == .bool(false) { keys["read_only"] = nil }
        return .map(keys)
    }

    /// An item of `tmpfs` as an item of `volumes`, where that can say it.
    private func tmpfs(_ value: JSONTree) -> JSONTree {
        guard let text = value.text else { return value }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        var options: [String: JSONTree] = [:]
        for option in parts.dropFirst().flatMap({ $0.split(separator: ",") }) {
            let words = option.split(separator: "=", maxSplits: 1).map(String.init)
            let text = words.count > 1 ? words[1] : ""
            options[words[0]] = words[0] == "size" ? ByteSize(text).map { .number(Double($0.bytes)) } : .text(text)
        }
        if let mode = options["mode"]?.text, mode.count < 4 {
            options["mode"] = .text(String(repeating: "0", count: 4 - mode.count) + mode)
        }
        var keys: [String: JSONTree] = ["type": .text("tmpfs"), "target": .text(parts.first ?? "")]
        if !options.isEmpty { keys["tmpfs"] = .map(options) }
        return .map(keys)
    }

    /// Without what holds by itself; targets start from where such files lie.
    private func grant(_ value: JSONTree) -> JSONTree {
        var keys = value.entries ?? [:]
        if let target = keys["target"]?.text, !target.hasPrefix("/") {
            keys["target"] = .text("/run/secrets/" + target)
        }
        if keys["target"] == nil, let source = keys["source"]?.text { keys["target"] = .text("/" + source) }
        for name in ["uid", "gid"] where keys[name] == .text("0") { keys[name] = nil }
        if keys["mode"] == .text("0444") || keys["mode"] == .text("0400") { keys["mode"] = nil }
        return .map(keys)
    }

    /// Without what holds by itself; nil where nothing is asked of the guest.
    private func healthCheck(_ value: JSONTree) -> JSONTree? {
        guard var keys = value.entries else { return value }
        if keys["disable"] == .bool(true) || keys["test"] == .list([.text("NONE")]) { return nil }
        let defaults: [String: JSONTree] = [
            "interval": .text("30s"), "timeout": .text("30s"), "retries": .number(3), "start_period": .text("0s"),
            "start_interval": .text("5s"),
        ]
        for (name, value) in defaults where keys[name] == value { keys[name] = nil }
        return .map(keys)
    }

    /// What a service says of its size, in holos's own keys; the keys that say so are taken out by nil.
    private func memory(_ keys: [String: JSONTree]) -> [String: JSONTree?] {
        var result: [String: JSONTree?] = [:]
        let limits = keys["deploy"]?["resources"]?["limits"]
        let bytes = [limits?["memory"], keys["mem_limit"], keys["deploy"]?["resources"]?["reservations"]?["memory"]]
            .compactMap { value -> Double? in
                if case .number(let number) = value { number } else { value?.text.flatMap(Double.init) }
            }.first
        if let bytes { result["memory_mb"] = .number((bytes / Double(1 << 20)).rounded(.up)) }
        if case .number(let cpus) = limits?["cpus"] { result["vcpu"] = .number(cpus.rounded(.up)) }
        if let replicas = keys["deploy"]?["replicas"] ?? keys["scale"] { result["replicas"] = replicas }
        for (name, value) in keys["vm"]?.entries ?? [:] { result[name] = value }
        for name in ["deploy", "mem_limit", "mem_reservation", "scale", "vm"] { result[name] = .some(nil) }
        return result
    }
}

extension JSONTree {
    /// Without what holos always says of a service and docker-compose only when asked.
    func droppingDefaults(unlike expected: JSONTree) -> JSONTree {
        guard var whole = entries, let services = whole["services"]?.entries else { return self }
        whole["services"] = .map(
            Dictionary(
                uniqueKeysWithValues: services.map { name, service in
                    let kept = (service.entries ?? [:]).filter { key, _ in
                        !["memory_mb", "vcpu", "replicas", "stop_grace_period"].contains(key)
                            || expected["services"]?[name]?[key] != nil
                    }
                    return (name, JSONTree.map(kept))
                }))
        return .map(whole)
    }
}
