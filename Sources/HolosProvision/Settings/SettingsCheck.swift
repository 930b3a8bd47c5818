package import HolosModel

/// Whether settings can be given to a guest exactly as they are, and reach no script or unit as anything but a value.
package enum SettingsCheck {
    /// What stands in the way, one sentence each.
    package static func problems(of settings: GuestSettings, os: GuestOS) -> [String] {
        var problems: [String] = []
        func require(_ holds: Bool, _ problem: @autoclosure () -> String) { if !holds { problems.append(problem()) } }
        for (name, value) in settings.environment.sorted(by: { $0.key < $1.key }) {
            require(EnvironmentText.isName(name), "`environment`: `\(name)` cannot be a variable's name")
            require(!value.utf8.contains(0), "`environment`: the value of `\(name)` has a NUL character")
        }
        if let command = settings.command { problems += self.problems(of: command, os: os) }
        for (key, files) in [("secrets", settings.secrets), ("configs", settings.configs)] {
            for file in files {
                require(
                    isPath(file.target), "`\(key)`: the target `\(file.target)` of `\(file.name)` is no absolute path")
            }
        }
        let targets = (settings.secrets + settings.configs).map(\.target)
        for target in Set(targets).sorted() where targets.count(where: { $0 == target }) > 1 {
            problems.append("`secrets` and `configs`: two of them have the target `\(target)`")
        }
        return problems
    }

    private static func problems(of command: ServiceCommand, os: GuestOS) -> [String] {
        var problems: [String] = []
        if command.argv.first?.isEmpty ?? true { problems.append("`command` has no program") }
        if command.argv.contains(where: { $0.utf8.contains(0) }) {
            problems.append("`command` has a NUL character")
        }
        if let folder = command.workingDirectory, !isPath(folder + "/.") {
            problems.append("`working_dir`: `\(folder)` is no absolute path")
        }
        if let user = command.user {
            let parts = user.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count > 2 || !parts.allSatisfy(isAccount) {
                problems.append("`user`: `\(user)` is neither a name or number nor one with a group behind a colon")
            } else if parts.count == 2, os == .openrc {
                problems.append("`user`: a group is not supported with `image_os: openrc`")
            }
        }
        if !command.groups.allSatisfy({ isAccount($0[...]) }) {
            problems.append("`group_add`: one of them is neither a name nor a number")
        }
        if !command.limits.allSatisfy({ $0.name.utf8.allSatisfy(\.isLowercaseLetter) }) {
            problems.append("`ulimits`: one of them has no name of a limit")
        }
        if os == .openrc, !command.groups.isEmpty || !command.limits.isEmpty {
            problems.append("`group_add` and `ulimits` are not supported with `image_os: openrc`")
        }
        if let signal = command.stopSignal, !isSignal(signal) {
            problems.append("`stop_signal`: `\(signal)` is no signal")
        }
        return problems
    }

    /// One line, since files of the guest list paths line by line; no `..`, so that it says where it leads.
    private static func isPath(_ text: String) -> Bool {
        // By bytes: a combining character behind a slash would hide it.
        let bytes = Array(text.utf8)
        return bytes.first == UInt8(ascii: "/") && bytes.last != UInt8(ascii: "/")
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
            && !bytes.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }

    private static func isAccount(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy {
            $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || "_-.".utf8.contains($0)
        }
    }

    private static func isSignal(_ text: String) -> Bool {
        (1...16).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || "+-".utf8.contains($0)
            }
    }
}
