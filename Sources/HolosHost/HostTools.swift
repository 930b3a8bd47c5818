internal import HolosSystem
package import SystemPackage

/// The programs of the host that holos runs, found once per command.
package struct HostTools: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// A program that holos runs.
    package enum Tool: String, Sendable, CaseIterable {
        case qemuSystem = "qemu-system-x86_64"
        case qemuImg = "qemu-img"
        case seedBuilder = "genisoimage"
        case ssh = "ssh"
        case tar = "tar"

        /// The names it goes by, the preferred one first.
        var names: [String] { self == .seedBuilder ? ["genisoimage", "mkisofs", "xorriso"] : [rawValue] }

        /// The variable that names another path.
        var variable: String? {
            switch self {
            case .qemuSystem: "HOLOS_QEMU_SYSTEM"
            case .qemuImg: "HOLOS_QEMU_IMG"
            default: nil
            }
        }

        /// The Debian package that has it.
        var package: String {
            switch self {
            case .qemuSystem: "qemu-system-x86"
            case .qemuImg: "qemu-utils"
            case .seedBuilder: "genisoimage"
            case .ssh: "openssh-client"
            case .tar: "tar"
            }
        }
    }

    /// The path of the program: what its variable names, else the first of its names in `$PATH` and the usual folders.
    package func find(_ tool: Tool) throws(HostError) -> FilePath {
        if let variable = tool.variable, let named = environment[variable], !named.isEmpty {
            if named.contains("/") {
                guard Files.isExecutable(FilePath(named)) else { throw .notExecutable(path: named, variable: variable) }
                return FilePath(named)
            }
            guard let found = search(named) else { throw .notExecutable(path: named, variable: variable) }
            return found
        }
        guard let found = tool.names.lazy.compactMap(search).first else { throw .missingTool(tool) }
        return found
    }

    /// Checks signatures; nil where the host has none, and then they are not checked.
    package var gpgv: FilePath? { search("gpgv") }

    private func search(_ name: String) -> FilePath? {
        let folders =
            (environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/usr/bin", "/bin", "/usr/sbin"]
        return folders.lazy.filter { $0.hasPrefix("/") }.map { FilePath($0).appending(name) }.first(
            where: Files.isExecutable)
    }

    /// OVMF's code and the template of its variables: `HOLOS_OVMF_CODE`/`HOLOS_OVMF_VARS`, else where distributions
    /// keep them.
    package func firmware() throws(HostError) -> (code: FilePath, variables: FilePath) {
        let (code, variables) = (environment["HOLOS_OVMF_CODE"] ?? "", environment["HOLOS_OVMF_VARS"] ?? "")
        if !code.isEmpty || !variables.isEmpty {
            for (path, variable) in [(code, "HOLOS_OVMF_CODE"), (variables, "HOLOS_OVMF_VARS")]
            where !Files.exists(FilePath(path)) {
                throw .missingFirmware(named: path, variable: variable)
            }
            return (FilePath(code), FilePath(variables))
        }
        for (code, variables) in Self.firmwarePlaces
        where Files.exists(FilePath(code)) && Files.exists(FilePath(variables)) {
            return (FilePath(code), FilePath(variables))
        }
        throw .missingFirmware(named: nil, variable: nil)
    }

    /// Debian and Ubuntu, Fedora, Arch, openSUSE.
    private static let firmwarePlaces = [
        ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
        ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
        ("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
        ("/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"),
        ("/usr/share/qemu/ovmf-x86_64-code.bin", "/usr/share/qemu/ovmf-x86_64-vars.bin"),
    ]
}
