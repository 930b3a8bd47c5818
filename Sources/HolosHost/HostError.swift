package import HolosModel

/// What the host lacks.
package enum HostError: HolosError {
    case missingTool(HostTools.Tool)
    case notExecutable(path: String, variable: String)
    case missingFirmware(named: String?, variable: String?)
    case notEnoughMemory(wanted: ByteSize, total: ByteSize, who: String)

    package var exitStatus: ExitStatus { .unavailable }

    package var message: String {
        switch self {
        case .missingTool(let tool): "`\(tool.rawValue)` was not found"
        case .notExecutable(let path, let variable): "\(variable) names `\(path)`, which cannot be run"
        case .missingFirmware(let named?, let variable?): "\(variable) names `\(named)`, which does not exist"
        case .missingFirmware: "no UEFI firmware (OVMF) was found"
        case .notEnoughMemory(let wanted, let total, let who):
            "\(who) \(wanted.rounded) of memory; the host has \(total.rounded)"
        }
    }

    package var hints: [String] {
        switch self {
        case .missingTool(let tool):
            ["on Debian and Ubuntu: `apt-get install \(tool.package)`"]
                + (tool.variable.map { ["or name its path with \($0)"] } ?? [])
        case .notExecutable(_, let variable): ["unset \(variable), or name an executable file"]
        case .missingFirmware:
            [
                "on Debian and Ubuntu: `apt-get install ovmf`",
                "or name the files with HOLOS_OVMF_CODE and HOLOS_OVMF_VARS",
            ]
        case .notEnoughMemory: ["lower `vm.memory_mb` or `replicas`"]
        }
    }
}
