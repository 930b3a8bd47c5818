internal import HolosModel
internal import HolosProvision
internal import HolosQEMU
internal import HolosState
internal import SystemPackage

/// What of the host the steps of a plan use; found and checked before the first step.
struct HostResources: Sendable {
    var qemu: FilePath
    var qemuImg: FilePath
    var overlays: Overlays
    var ssh: FilePath
    var seedBuilder: (tool: SeedMedium.Tool, path: FilePath)
    /// OVMF, where a service boots with UEFI.
    var firmware: (code: FilePath, variables: FilePath)?
    /// What each service's guests run on.
    var accelerators: [ServiceName: Accelerator]
    /// The base image of each service that has instances to create.
    var images: [ServiceName: ImageFingerprint]
    /// What tells the base of an instance from other files now, where that is not what its record says: the same content.
    var rebased: [InstanceName: ImageFingerprint]
}
