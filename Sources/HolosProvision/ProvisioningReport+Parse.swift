extension ProvisioningReport {
    /// Reads what `ReadinessProbe.script` wrote. What cannot be read becomes a report that is not finished and says why.
    package static func parse(_ output: String) -> ProvisioningReport {
        guard output.utf8.count <= limit else { return unreadable("it is larger than 1 MiB") }
        guard let sections = sections(output) else { return unreadable("it is not complete") }
        let commands = sections["commands", default: []].filter { !$0.isEmpty }.prefix(entryLimit).map(commandProblem)
        let status = sections["status"].flatMap { CloudInitStatus(json: $0) }
        if let failure = sections["failure"]?.first(where: { !$0.isEmpty }) {
            // What had failed before may be the reason.
            let errors = merged(status?.errors ?? [], commands: commands)
            return ProvisioningReport(
                finished: false, errors: errors + [Problem(stage: "report", message: ReportText.line(failure))])
        }
        // A guest with tiny-cloud has no such files.
        guard let resultLines = sections["result"] else {
            return ProvisioningReport(finished: true, errors: commands)
        }
        guard let result = CloudInitStatus(json: resultLines), result.knowsResult else {
            return unreadable("`result.json` is not what cloud-init writes")
        }
        var errors = status?.errors ?? []
        // `result.json` repeats the errors without their stages; it is the last word where `status.json` is missing.
        if errors.isEmpty { errors = result.resultErrors.map { Problem(stage: "modules-final", message: $0) } }
        return ProvisioningReport(
            finished: true, errors: merged(errors, commands: commands), warnings: status?.warnings ?? [],
            datasource: (result.datasource ?? status?.datasource).map { ReportText.line($0) })
    }

    private static func unreadable(_ reason: String) -> ProvisioningReport {
        ProvisioningReport(
            finished: false, errors: [Problem(stage: "report", message: "the guest's report cannot be used: \(reason)")]
        )
    }

    /// The lines of each section; nil when the report does not begin or does not end.
    private static func sections(_ output: String) -> [String: [Substring]]? {
        // Characters would join "\r\n", so that a line could hide in the one before it.
        let lines = output.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init)
        guard let start = lines.firstIndex(where: { $0 == firstLine }) else { return nil }
        var sections: [String: [Substring]] = [:]
        var name = ""
        for line in lines[(start + 1)...] {
            if line.hasPrefix("\(sectionMark) ") {
                name = String(line.dropFirst(sectionMark.count + 1))
                if name == "end" { return sections }
                sections[name] = sections[name] ?? []
            } else if !name.isEmpty {
                sections[name]?.append(line)
            }
        }
        return nil
    }

    /// `runcmd[2] exited …` belongs to the stage in which cloud-init runs that list, `settings: …` to what holos does
    /// before all of them.
    private static func commandProblem(_ line: Substring) -> Problem {
        let prefix = "\(SettingsHook.label): "
        if line.hasPrefix(prefix) {
            return Problem(stage: SettingsHook.label, message: ReportText.line(line.dropFirst(prefix.count)))
        }
        return Problem(stage: line.hasPrefix("bootcmd[") ? "init" : "modules-final", message: ReportText.line(line))
    }

    /// Both kinds in the order of the stages; cloud-init's errors that only say that some command failed are left out
    /// where the commands are named.
    private static func merged(_ errors: [Problem], commands: [Problem]) -> [Problem] {
        let named = Set(commands.map(\.stage))
        let others = errors.filter { error in
            if named.contains("modules-final"), error.message.contains("Runparts: 1 failures (runcmd) ") {
                return false
            }
            return !(named.contains("init") && error.stage == "init" && error.message.hasPrefix("bootcmd: "))
        }
        let early = others.filter { CloudInitStatus.stages.firstIndex(of: $0.stage).map { $0 < 3 } ?? true }
        let late = others.filter { !early.contains($0) }
        let settings = commands.filter { $0.stage == SettingsHook.label }
        let bootcmd = commands.filter { $0.stage == "init" }
        return settings + early + bootcmd + late + commands.filter { $0.stage == "modules-final" }
    }
}
