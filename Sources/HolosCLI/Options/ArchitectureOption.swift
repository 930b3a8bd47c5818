internal import ArgumentParser
internal import HolosModel

extension Architecture: ExpressibleByArgument {}
extension DiskFormat: ExpressibleByArgument {}
extension GuestOS: ExpressibleByArgument {}
extension BootFirmware: ExpressibleByArgument {}

/// For which processor an image is.
struct ArchitectureOption: ParsableArguments {
    @Option(name: .customLong("arch"), help: "amd64 or arm64.")
    var architecture: Architecture = .host
}
