/// `volumes.<name>` (Compose Specification, "Volumes").
package enum VolumeKeys {
    package static let name = Key(
        "name", .text, "name outside the project", default: "project and key", fate: .planned)
    package static let driver = Key(
        "driver", .text, "`local` means a disk of holos' own", default: "`local`", fate: .planned)
    package static let driverOptions = Key(
        "driver_opts", .pairs(of: "options"), "options of the driver", fate: .planned)
    package static let external = Key(
        "external", .boolean, "made and kept outside the project", default: "`false`", fate: .planned)
    package static let size = Key("size", .byteSize, "virtual size of the disk, at least 1 MiB", fate: .planned)
    package static let labels = Key("labels", .pairs(of: "labels"), "kept with the volume", fate: .planned)

    package static let table = KeyTable("in a volume", keys: [name, driver, driverOptions, external, size, labels])
}
