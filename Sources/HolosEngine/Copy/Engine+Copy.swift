internal import HolosGuest
package import HolosModel
internal import HolosHost
internal import HolosSystem
internal import SystemPackage

extension Engine {
    /// A copy between the host and a guest. Names, modes and times of files are kept, owners are the receiver's; a tar
    /// stream goes over the guest's shared SSH connection.
    package struct Copy: Sendable {
        package enum Direction: Sendable { case toGuest, fromGuest }

        package let direction: Direction
        package let instance: InstanceName
        /// The path in the guest; a relative one starts in the user's home.
        package let guestPath: String
        /// The path on the host; nil for a tar stream on this process's standard input or output.
        package let hostPath: String?
        /// The guest's user who reads or writes; nil for the one that logs in. Another one takes sudo.
        package let user: UserName?

        package init(
            _ direction: Direction, instance: InstanceName, guestPath: String, hostPath: String?, user: UserName?
        ) {
            self.direction = direction
            self.instance = instance
            self.guestPath = guestPath
            self.hostPath = hostPath
            self.user = user
        }
    }

    /// Copies. What is there already is merged with, file by file, as cp(1) does.
    package func copy(_ copy: Copy, in project: ProjectName) async throws {
        let (endpoint, _) = try await connect(copy.instance, in: project)
        let guest = GuestFiles(context: context, endpoint: endpoint, copy: copy)
        switch (copy.direction, copy.hostPath) {
        case (.toGuest, let path?): try await guest.receive(CopyPath(path), tar: try context.tools.find(.tar))
        case (.fromGuest, let path?): try await guest.send(to: CopyPath(path), tar: try context.tools.find(.tar))
        case (.toGuest, nil): try await guest.receiveStream()
        case (.fromGuest, nil): try await guest.sendStream()
        }
    }
}

/// The guest's side of a copy, and the streams between both.
private struct GuestFiles {
    let context: EngineContext
    let endpoint: SSHEndpoint
    let copy: Engine.Copy

    private var path: CopyPath { CopyPath(copy.guestPath) }

    func receive(_ source: CopyPath, tar: FilePath) async throws {
        let kind = try HostFiles.kind(source.text)
        let target = try await CopyTarget(source: source, kind: kind, target: path, found: self.kind())
        // Owned by root where root receives it: the host's ids mean nothing in the guest.
        var arguments = ["--create", "--file=-", "--owner=0", "--group=0", "--numeric-owner", "--sparse"]
        switch target {
        case .content:
            let list = (try Files.list(FilePath(source.text)) ?? []).map { "./\($0)\0" }.joined()
            arguments += ["--directory=\(source.text)", "--verbatim-files-from", "--null", "--files-from=-"]
            try await pipe(Command(tar, arguments, input: Array(list.utf8)), into: ssh(GuestText.receive(target)))
        case .into, .named:
            arguments += ["--directory=\(source.folder)", "--", "./\(source.name ?? ".")"]
            try await pipe(Command(tar, arguments), into: ssh(GuestText.receive(target, sent: source.name ?? ".")))
        }
    }

    func send(to target: CopyPath, tar: FilePath) async throws {
        let kind = try await kind()
        let place = try CopyTarget(source: path, kind: kind, target: target, found: HostFiles.kind(target.text))
        let landing = try HostFiles.landing(for: place)
        defer { try? Files.removeTree(landing) }
        let arguments = [
            "--extract", "--file=-", "--directory=\(landing)", "--no-same-owner", "--same-permissions",
            "--delay-directory-restore",
        ]
        try await pipe(ssh(GuestText.send(path)), into: Command(tar, arguments))
        try HostFiles.settle(landing, place, sent: path.name, instance: copy.instance)
    }

    /// A tar stream from the standard input.
    func receiveStream() async throws {
        guard try await kind() == .folder else { throw CopyError.notFolder(path.text) }
        try await foreground(GuestText.receive(.content(path.text)))
    }

    /// A tar stream to the standard output.
    func sendStream() async throws {
        let kind = try await kind()
        guard kind == .file || kind == .folder else { throw CopyError.missing(path.text) }
        try await foreground(GuestText.send(path))
    }

    private func foreground(_ text: String) async throws {
        let exit = try await ForegroundProcess.run(
            endpoint.client, arguments: endpoint.arguments(shellText: shellText(text), terminal: false))
        guard exit == .code(0) else { throw CopyError.failed(copy.instance, output: []) }
    }

    private func kind() async throws -> CopyKind {
        let result = try await context.runner.run(ssh(GuestText.kind(path)))
        guard result.succeeded, let kind = CopyKind(rawValue: result.text.withoutLineEnd) else {
            throw failure([result])
        }
        return kind
    }

    private func ssh(_ text: String) -> Command { endpoint.command(shellText: shellText(text)) }

    private func shellText(_ text: String) -> String {
        let words = ["sh", "-c", text]
        return ShellWords.join(copy.user.map { ["sudo", "-n", "-u", $0.text, "--"] + words } ?? words)
    }

    private func pipe(_ first: Command, into second: Command) async throws {
        let (first, second) = try await ProcessPipe.run(first, into: second)
        guard first.succeeded, second.succeeded else { throw failure([first, second]) }
    }

    private func failure(_ results: [CommandResult]) -> CopyError {
        let lines = results.flatMap { $0.errorOutput.lastLines(5) }.map { TerminalText.printable($0) }
        return .failed(copy.instance, output: lines)
    }
}
