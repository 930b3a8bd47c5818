/// An entry of `services.<name>.volumes`.
package enum MountKeys {
    package static let type = Key("type", .choice(["bind", "volume", "tmpfs"]), "kind of mount", required: true)
    package static let source = Key("source", .text, "path on the host, or name of a volume")
    package static let target = Key("target", .text, "absolute path in the guest", required: true)
    package static let readOnly = Key("read_only", .boolean, "the guest cannot write to it", default: "`false`")
    package static let bind = Key("bind", .section(BindKeys.table), "options of a bind mount")
    package static let volume = Key("volume", .section(VolumeOptionKeys.table), "options of a volume")
    package static let tmpfs = Key("tmpfs", .section(TmpfsKeys.table), "options of a tmpfs")

    package static let table = KeyTable(
        "in `volumes`",
        keys: [
            type, source, target, readOnly, bind, volume, tmpfs,
            .meaningless("consistency", "host and guest always see the same"),
            .refused("image", "images are not mounted", hint: "copy what is needed into a folder"),
        ])
}

/// `services.<name>.volumes[].bind`.
package enum BindKeys {
    package static let createHostPath = Key(
        "create_host_path", .boolean, "make a folder on the host where there is none",
        default: "`true` in the short form, else `false`")

    package static let table = KeyTable(
        "in `bind`",
        keys: [
            createHostPath,
            .meaningless(
                "propagation", "mounts are not passed on between host and guest", idle: ["private", "rprivate"]),
            .refused(
                "recursive", "what is mounted below the folder is always part of it", hint: "leave it out",
                idle: ["enabled"]),
            .meaningless("selinux", "the guest's access to the folder needs no label"),
        ])
}

/// `services.<name>.volumes[].volume`.
package enum VolumeOptionKeys {
    package static let subpath = Key("subpath", .text, "folder in the volume that is mounted", default: "its root")

    package static let table = KeyTable(
        "in `volume`",
        keys: [
            subpath,
            .meaningless("labels", "a volume without a name has none"),
            .meaningless("nocopy", "nothing of the image is copied into volumes", idle: ["true"]),
        ])
}

/// `services.<name>.volumes[].tmpfs`.
package enum TmpfsKeys {
    package static let size = Key("size", .byteSize, "the most it takes", default: "half of the guest's memory")
    package static let mode = Key("mode", .mode, "permissions of its root", default: "`1777`")

    package static let table = KeyTable("in `tmpfs`", keys: [size, mode])
}
