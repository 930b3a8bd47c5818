internal import HolosModel

/// Reads `restart` and `deploy.restart_policy`, which must agree where both are given.
enum RestartDecoder {
    static func decode(_ service: MappingReader, deploy: MappingReader?) -> RestartPolicy {
        let own = service[ServiceKeys.restart].flatMap(policy)
        guard let reader = deploy?[DeployKeys.restartPolicy], let keys = reader.mapping() else { return own ?? .never }
        guard let deployed = policy(keys) else { return own ?? .never }
        if let own, own != deployed {
            reader.error("it does not agree with `restart`", hints: ["write only one of the two"])
        }
        return deployed
    }

    private static func policy(_ reader: NodeReader) -> RestartPolicy? {
        guard let text = reader.text(.line) else { return nil }
        switch text {
        case "no": return .never
        case "always": return .always
        case "unless-stopped": return .unlessStopped
        case "on-failure": return .onFailure(maximum: nil)
        case _ where text.hasPrefix("on-failure:"):
            if let attempts = Int(text.dropFirst(11)), (1...1_000_000).contains(attempts) {
                return .onFailure(maximum: attempts)
            }
            reader.error(
                "expected a number of attempts from 1, found \(Wording.quoted(text))",
                hints: ["write for example `on-failure:3`"])
        default:
            let words = ["no", "always", "on-failure", "unless-stopped"]
            let near = NearMiss.suggestion(for: text, among: words)
            let isFalse = text.lowercased() == "false"
            reader.error(
                "expected \(Wording.choices(words)), found \(Wording.quoted(text))",
                hints: isFalse ? ["write `no`"] : near.map { ["did you mean `\($0)`?"] } ?? [])
        }
        return nil
    }

    private static func policy(_ keys: MappingReader) -> RestartPolicy? {
        let attempts = keys[RestartPolicyKeys.attempts]
        let maximum = attempts?.integer()
        let condition: String
        if let reader = keys[RestartPolicyKeys.condition] {
            guard let word = reader.word() else { return nil }
            condition = word
        } else {
            condition = "any"
        }
        if condition == "on-failure" { return .onFailure(maximum: maximum) }
        if condition != "none" {
            attempts?.error("only `on-failure` counts attempts", hints: ["write `condition: on-failure`"])
        }
        switch condition {
        case "none": return .never
        case "unless-stopped": return .unlessStopped
        default: return .always
        }
    }
}
