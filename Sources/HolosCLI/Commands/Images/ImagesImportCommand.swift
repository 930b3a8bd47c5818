internal import ArgumentParser
internal import HolosEngine
internal import HolosImages
internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// `holos images import`.
struct ImagesImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Copy a local file into the store and give it a name.",
        discussion: "A file whose name ends in `.xz`, `.gz` or `.zst` is unpacked.")

    @Argument(help: "The disk image.", completion: .file())
    var file: String

    @Argument(help: "The image's name and tag, e.g. `lab:1` (the default tag is `latest`).")
    var name: String

    @Option(help: "qcow2 or raw (default: what the header says).")
    var format: DiskFormat?

    @Option(help: "What boots: systemd or openrc.")
    var os: GuestOS = .systemd

    @Option(help: "The login that the image is made for.")
    var user: String?

    @Option(help: "What it boots with: bios, uefi or any.")
    var firmware: BootFirmware = .any

    @Option(help: ArgumentHelp("What the file must be, e.g. `sha256:…`.", valueName: "digest"))
    var digest: String?

    @OptionGroup var architecture: ArchitectureOption
    @OptionGroup var state: StateOptions

    func run() async throws {
        guard case .named(let name, let tag, nil) = try ImageReference(name) else {
            throw ValidationError("`\(name)` is no name with a tag, such as `lab:1`")
        }
        var wanted = ImageStore.Import(
            file: ProcessEnvironment.workingDirectory.pushing(FilePath(file)), name: name,
            tag: tag ?? ImageTag(unchecked: "latest"))
        wanted.architecture = architecture.architecture
        wanted.format = format
        wanted.os = os
        wanted.firmware = firmware
        if let user {
            guard let name = UserName(user) else {
                throw ValidationError("invalid user `\(user)`, expected \(UserName.expectation)")
            }
            wanted.user = name
        }
        if let digest {
            guard let value = FileDigest(digest) else {
                throw ValidationError(
                    "`\(digest)` is no digest, expected `sha256:` or `sha512:` and hexadecimal digits")
            }
            wanted.expected = value
        }
        let record = try await state.engine.imageStore.add(wanted)
        Console.out("\(record.reference)  \(record.digest)")
    }
}
