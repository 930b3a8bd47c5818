internal import HolosModel

/// Reads `command`, `entrypoint` and what belongs to them.
struct ServiceCommandDecoder {
    /// The command; nil when the service has none. What belongs to it is then without effect, and a warning says so.
    ///
    /// - Parameter restart: of the service, which the command takes over.
    func decode(_ service: MappingReader, restart: RestartPolicy) -> ServiceCommand? {
        let entrypoint = service[ServiceKeys.entrypoint].flatMap(Self.words)
        let command = service[ServiceKeys.command].flatMap(Self.words)
        let argv = (entrypoint ?? []) + (command ?? [])
        let user = service[ServiceKeys.user].flatMap(Self.user)
        let groups = service[ServiceKeys.groups]?.items()?.compactMap(Self.group) ?? []
        let directory = service[ServiceKeys.workingDirectory].flatMap(Self.workingDirectory)
        let signal = service[ServiceKeys.stopSignal].flatMap(SignalName.decode)
        let limits = service[ServiceKeys.limits].map(LimitDecoder.decode) ?? []
        guard let program = argv.first else {
            warn(service)
            return nil
        }
        if program.isEmpty {
            service[service.place(of: ServiceKeys.entrypoint) == nil ? ServiceKeys.command : ServiceKeys.entrypoint]?
                .error("expected a program as the first word")
        }
        var result = ServiceCommand(argv: argv)
        result.user = user
        result.groups = groups
        result.limits = limits
        result.workingDirectory = directory
        result.stopSignal = signal
        result.restart = restart
        return result
    }

    private func warn(_ service: MappingReader) {
        let keys = [
            ServiceKeys.user, ServiceKeys.groups, ServiceKeys.workingDirectory, ServiceKeys.stopSignal,
            ServiceKeys.limits,
        ]
        for key in keys {
            guard let place = service.place(of: key) else { continue }
            service.log.warning(
                "`\(key.name)` has no effect without `command`", at: place, hints: ["it says how the command is run"])
        }
    }

    /// The words of `command` or `entrypoint`; nil for null, which means none of its own.
    static func words(_ reader: NodeReader) -> [String]? {
        if reader.node.isNull { return nil }
        if case .sequence = reader.node.content {
            return reader.items(.text)?.compactMap { $0.text(.script, mayBeEmpty: true) }
        }
        guard let text = reader.text(.script, mayBeEmpty: true) else { return nil }
        do {
            return try ShellSplit.words(text)
        } catch {
            reader.error(error.message, hints: [error.hint])
            return nil
        }
    }

    /// A name or number, with a group behind a colon or without.
    static func user(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy(isAccount) else {
            reader.error(
                "expected a user, or a user and a group, found \(Wording.quoted(text))",
                hints: ["write for example `www-data`, `1000` or `1000:1000`"])
            return nil
        }
        return text
    }

    private static func group(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        guard isAccount(text) else {
            reader.error("\(Wording.quoted(text)) is no name or number of a group")
            return nil
        }
        return text
    }

    private static func isAccount(_ text: String) -> Bool {
        if text.utf8.first?.isDigit == true { return UInt32(text).map { "\($0)" == text && $0 < UInt32.max } ?? false }
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 32 else { return false }
        return text.utf8.allSatisfy {
            $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || "-_.".utf8.contains($0)
        }
    }

    /// An absolute path in the guest; the root is one.
    static func workingDirectory(_ reader: NodeReader) -> String? {
        reader.node.text == "/" ? "/" : PathDecoder.guestPath(reader)
    }
}
