internal import HolosModel
internal import HolosNetwork
internal import HolosProvision
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// Reads from the host what services give their guests: the files and variables behind secrets and configs.
struct SettingsReader {
    let context: EngineContext

    /// 16 MiB: a secret lies in the guest's memory.
    private static let limit = 16 << 20

    /// The settings of every service. All problems are told together.
    func read(_ project: Project) throws -> [ServiceName: PreparedSettings] {
        var problems: [any HolosError] = []
        var prepared: [ServiceName: PreparedSettings] = [:]
        for service in project.services {
            problems += SettingsCheck.problems(of: service.settings, os: service.imageOS).map {
                SettingsError.impossible(service.name, problem: $0)
            }
            func read(_ kind: String, _ files: [GuestFile]) -> [SettingsInput.File] {
                files.compactMap { file in
                    do throws(SettingsError) {
                        return SettingsInput.File(
                            file, content: try content(file, "\(kind) `\(file.name)`", service.name))
                    } catch {
                        problems.append(error)
                        return nil
                    }
                }
            }
            let secrets = read("secret", service.settings.secrets)
            let configs = read("config", service.settings.configs)
            prepared[service.name] = PreparedSettings(
                input: SettingsInput(
                    service: service, secrets: secrets, configs: configs, hostGateway: UserModeNetwork.gateway),
                record: SettingsRecord(secrets: digest(secrets), configs: digest(configs)),
                isEmpty: service.settings.isEmpty)
        }
        if let error = JoinedError.joining(problems) { throw error }
        return prepared
    }

    private func content(
        _ file: GuestFile, _ what: String, _ service: ServiceName
    ) throws(SettingsError) -> [UInt8] {
        switch file.source {
        case .content(let text): return Array(text.utf8)
        case .environment(let name):
            guard let value = context.environment[name] else {
                throw .unreadable(
                    service, file: what, reason: "the environment variable `\(name)` is not set", isMissing: true)
            }
            return Array(value.utf8)
        case .file(let path):
            do {
                return try Files.read(FilePath(path), limit: Self.limit)
            } catch {
                throw .unreadable(service, file: what, reason: error.message, isMissing: !Files.exists(FilePath(path)))
            }
        }
    }

    /// Over the digests of the contents: one number, whatever the contents are.
    private func digest(_ files: [SettingsInput.File]) -> String {
        Digest.sha256(Array(files.map { Digest.sha256($0.content) }.joined(separator: "\n").utf8))
    }
}
