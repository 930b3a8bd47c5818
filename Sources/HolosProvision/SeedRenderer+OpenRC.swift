internal import HolosModel

extension SeedRenderer {
    /// User-data for tiny-cloud (Alpine).
    static func openRCUserData(_ input: SeedInput) -> YAMLMap {
        systemdUserData(input)
    }
}
