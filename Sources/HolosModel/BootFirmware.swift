/// What an image boots with.
package enum BootFirmware: String, Sendable, Hashable, Codable, CaseIterable {
    case bios, uefi
    /// Either.
    case any
}
