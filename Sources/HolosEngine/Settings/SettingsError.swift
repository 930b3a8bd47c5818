package import HolosModel

/// Why a service's settings cannot be given to its guests.
package enum SettingsError: HolosError {
    /// The settings themselves; see `SettingsCheck`.
    case impossible(ServiceName, problem: String)
    /// - Parameters:
    ///   - file: e.g. ``secret `password` ``.
    ///   - reason: never what it holds.
    case unreadable(ServiceName, file: String, reason: String, isMissing: Bool)

    package var exitStatus: ExitStatus {
        switch self {
        case .impossible: .invalidFile
        case .unreadable(_, _, _, let isMissing): isMissing ? .notFound : .failed
        }
    }

    package var message: String {
        switch self {
        case .impossible(let service, let problem): "service `\(service)`: \(problem)"
        case .unreadable(let service, let file, let reason, _): "\(file) of service `\(service)`: \(reason)"
        }
    }
}
