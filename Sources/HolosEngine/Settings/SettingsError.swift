package import HolosModel

/// Why a service's settings cannot be given to its guests.
package enum SettingsError: HolosError {
    /// The settings themselves; see `SettingsCheck`.
    case impossible(ServiceName, problem: String)
    /// - Parameters:
    ///   - file: e.g. ``secret `password` ``.
    ///   - reason: never what it holds.
    case unreadable(ServiceName, file: String, reason: String, isMissing: Bool)

    /// - Parameter file: e.g. ``secret `password` ``.
    case unset(ServiceName, file: String, variable: String)

    package var exitStatus: ExitStatus {
        switch self {
        case .impossible: .invalidFile
        case .unset: .notFound
        case .unreadable(_, _, _, let isMissing): isMissing ? .notFound : .failed
        }
    }

    package var message: String {
        switch self {
        case .impossible(let service, let problem): "service `\(service)`: \(problem)"
        case .unset(let service, let file, let variable):
            "\(file) of service `\(service)`: the variable `\(variable)` is not set"
        case .unreadable(let service, let file, let reason, _): "\(file) of service `\(service)`: \(reason)"
        }
    }

    package var hints: [String] {
        switch self {
        case .impossible: []
        case .unset(_, _, let variable): ["set `\(variable)` in the environment or in an env file such as `.env`"]
        case .unreadable: ["is the path right?"]
        }
    }
}
