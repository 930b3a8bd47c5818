internal import HolosModel

/// Reads `tmpfs`: paths with options behind a colon.
enum TmpfsDecoder {
    /// Options of mount(8) that say how the file system may be used.
    private static let words = ["dev", "exec", "noatime", "nodev", "noexec", "nosuid", "relatime", "suid"]

    static func decode(_ reader: NodeReader) -> [Located<VolumeMount>] {
        reader.items()?.compactMap { item in mount(item).map { Located($0, at: item.node) } } ?? []
    }

    private static func mount(_ reader: NodeReader) -> VolumeMount? {
        guard let text = reader.text(.line) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let target = PathDecoder.guestPath(parts[0], reader) else { return nil }
        var tmpfs = Tmpfs()
        var isReadOnly = false
        for option in parts.dropFirst().flatMap({ $0.split(separator: ",") }).map(String.init) {
            let halves = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = halves.count == 2 ? halves[1] : nil
            switch (halves[0], value) {
            case ("rw", nil): break
            case ("ro", nil): isReadOnly = true
            case ("size", let value?) where ByteSize(value) != nil: tmpfs.size = ByteSize(value)
            case ("mode", let value?) where UInt16(value, radix: 8).map({ $0 <= 0o7777 }) == true:
                tmpfs.mode = UInt16(value, radix: 8)
            case ("uid", let value?) where number(value) != nil: tmpfs.uid = number(value)
            case ("gid", let value?) where number(value) != nil: tmpfs.gid = number(value)
            case (let word, nil) where words.contains(word): tmpfs.options.append(word)
            default:
                reader.error(
                    "\(Wording.quoted(option)) is no option of a tmpfs",
                    hints: ["the options are `size=64m`, `mode=1777`, `uid=0`, `gid=0`, `ro`, `noexec` and the like"])
                return nil
            }
        }
        return VolumeMount(source: .tmpfs(tmpfs), target: target, isReadOnly: isReadOnly)
    }

    private static func number(_ text: String) -> Int? {
        Int(text).flatMap { $0 >= 0 && "\($0)" == text ? $0 : nil }
    }
}
