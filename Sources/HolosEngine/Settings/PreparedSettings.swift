internal import HolosProvision
internal import HolosState

/// The settings of one service with all that they hold, ready for a medium.
struct PreparedSettings: Sendable {
    let input: SettingsInput
    /// What is compared with the record of an instance.
    let record: SettingsRecord
    /// Whether there is nothing to give.
    let isEmpty: Bool
}
