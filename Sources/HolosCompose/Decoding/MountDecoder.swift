internal import HolosModel

/// Reads `volumes` in the long form.
struct MountDecoder {
    let context: DecodingContext
    /// E.g. ``service `web` ``.
    let owner: String

    func decode(_ reader: NodeReader) -> [Located<VolumeMount>] {
        reader.sections().compactMap { keys in
            mount(keys, NodeReader(keys.node, name: reader.name, kind: .text, log: keys.log))
                .map { Located($0, at: keys.node) }
        }
    }

    private func mount(_ keys: MappingReader, _ reader: NodeReader) -> VolumeMount? {
        let type = keys.required(MountKeys.type, of: "a mount", at: keys.node).flatMap(readType)
        let target = keys.required(MountKeys.target, of: "a mount", at: keys.node).flatMap {
            readTarget($0, reader)
        }
        let isReadOnly = keys[MountKeys.readOnly]?.boolean() ?? false
        let options = self.options(keys)
        guard let type, let target else { return nil }
        guard fits(keys, type) else { return nil }
        let source: VolumeMount.Source?
        switch type {
        case "bind": source = bind(keys, options.createHostPath, reader)
        case "volume": source = volume(keys, options.subpath, reader)
        default: source = .tmpfs(options.tmpfs)
        }
        return source.map { VolumeMount(source: $0, target: target, isReadOnly: isReadOnly) }
    }

    private func readType(_ reader: NodeReader) -> String? {
        if let text = reader.node.text, ["npipe", "cluster", "image"].contains(text) {
            reader.error(
                "mounts of the type `\(text)` are not supported",
                hints: ["the types are `bind`, `volume` and `tmpfs`"])
            return nil
        }
        return reader.word()
    }

    /// Messages about a short form name the whole list.
    private func readTarget(_ target: NodeReader, _ mount: NodeReader) -> String? {
        PathDecoder.guestPath(target.node.mark == mount.node.mark ? target.renamed(mount.name) : target)
    }

    private func options(_ keys: MappingReader) -> (createHostPath: Bool, subpath: String?, tmpfs: Tmpfs) {
        let create = keys[MountKeys.bind]?.mapping()?[BindKeys.createHostPath]?.boolean() ?? false
        var subpath: String?
        if let reader = keys[MountKeys.volume]?.mapping()?[VolumeOptionKeys.subpath], let text = reader.text(.line) {
            if text.hasPrefix("/") || text.split(separator: "/").contains("..") {
                reader.error(
                    "expected a path below the volume's root, found \(Wording.quoted(text))",
                    hints: ["write it without `/` in front and without `..`"])
            }
            subpath = text
        }
        var tmpfs = Tmpfs()
        if let options = keys[MountKeys.tmpfs]?.mapping() {
            tmpfs.size = options[TmpfsKeys.size]?.byteSize()
            tmpfs.mode = options[TmpfsKeys.mode]?.mode()
        }
        return (create, subpath, tmpfs)
    }

    /// Options of another type would be ignored otherwise.
    private func fits(_ keys: MappingReader, _ type: String) -> Bool {
        for key in [MountKeys.bind, MountKeys.volume, MountKeys.tmpfs] where key.name != type {
            guard let place = keys.place(of: key), keys[key]?.keys.isEmpty == false else { continue }
            keys.log.error("`\(key.name)` does not belong to a mount of the type `\(type)`", at: place)
            return false
        }
        if type == "tmpfs", let place = keys.place(of: MountKeys.source) {
            keys.log.error("a mount of the type `tmpfs` has no `source`", at: place, hints: ["remove it"])
            return false
        }
        return true
    }

    private func bind(_ keys: MappingReader, _ create: Bool, _ mount: NodeReader) -> VolumeMount.Source? {
        guard let source = keys.required(MountKeys.source, of: "a bind mount", at: keys.node) else { return nil }
        return PathDecoder(context: context).decode(source).map { .bind(path: $0, createIfMissing: create) }
    }

    private func volume(_ keys: MappingReader, _ subpath: String?, _ mount: NodeReader) -> VolumeMount.Source? {
        guard let source = keys[MountKeys.source] else { return .anonymous }
        guard let text = source.text(.line) else { return nil }
        guard context.definitions.volumes[text] != nil else {
            if text.contains("/") {
                mount.error(
                    "\(Wording.quoted(text)) is no name of a volume",
                    hints: ["write `./\(text)` if it is a folder of the host"])
            } else {
                context.reportUnknown(
                    text, "volume", of: owner, among: context.definitions.volumes.keys, at: mount.node)
            }
            return nil
        }
        return VolumeName(text).map { .volume($0, subpath: subpath) }
    }
}
