internal import FoundationEssentials

/// `status.json` or `result.json` of cloud-init 22.4 to 26 (`cloudinit/cmd/main.py`, "status_wrapper"), read tolerantly:
/// a member of another shape is as if it were missing.
struct CloudInitStatus {
    /// In the order they run.
    static let stages = ["init-local", "init", "modules-init", "modules-config", "modules-final"]

    private let members: [String: JSON]

    init?(json lines: [Substring]) {
        let data = Data(lines.joined(separator: "\n").utf8)
        guard let root = try? JSONDecoder().decode(JSON.self, from: data), case .object(let top) = root,
            case .object(let members)? = top["v1"]
        else { return nil }
        self.members = members
    }

    var datasource: String? {
        if case .string(let text)? = members["datasource"] { text } else { nil }
    }

    /// Whether this is a `result.json`.
    var knowsResult: Bool {
        if case .array? = members["errors"] { true } else { false }
    }

    /// The errors of a `result.json`.
    var resultErrors: [String] { Self.texts(members["errors"]).map { ReportText.readable($0) } }

    /// The errors of a `status.json`, by stage.
    var errors: [ProvisioningReport.Problem] {
        problems { stage in Self.texts(stage["errors"]).map { ReportText.readable($0) } }
    }

    /// `recoverable_errors`, which cloud-init keeps by the level of its log.
    var warnings: [ProvisioningReport.Problem] {
        problems { stage in
            guard case .object(let levels)? = stage["recoverable_errors"] else { return [] }
            return levels.sorted { $0.key < $1.key }.flatMap { level, entries in
                Self.texts(entries).map { "\(ReportText.line(level).lowercased()): \(ReportText.readable($0))" }
            }
        }
    }

    private func problems(_ messages: ([String: JSON]) -> [String]) -> [ProvisioningReport.Problem] {
        let all = Self.stages.flatMap { name -> [ProvisioningReport.Problem] in
            guard case .object(let stage)? = members[name] else { return [] }
            return messages(stage).map { ProvisioningReport.Problem(stage: name, message: $0) }
        }
        return Array(all.prefix(ProvisioningReport.entryLimit))
    }

    private static func texts(_ value: JSON?) -> [String] {
        guard case .array(let items)? = value else { return [] }
        return items.prefix(ProvisioningReport.entryLimit).compactMap {
            if case .string(let text) = $0 { text } else { nil }
        }
    }
}

/// Any JSON value, as far as it matters here.
private enum JSON: Decodable {
    case object([String: JSON])
    case array([JSON])
    case string(String)
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let items = try? container.decode([JSON].self) {
            self = .array(items)
        } else if let members = try? container.decode([String: JSON].self) {
            self = .object(members)
        } else {
            self = .other
        }
    }
}
