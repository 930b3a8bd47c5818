package import HolosModel
internal import HolosState
internal import HolosSystem
package import SystemPackage

/// A one-off VM, as `holos run` asks for it. Values go into a compose file and are checked there.
package struct RunSpec: Sendable {
    let image: String
    let vcpu: Int
    let memory: ByteSize
    let diskSize: String?
    let user: String?
    let ports: [String]
    let uefi: Bool

    package init(
        image: String, vcpu: Int, memory: ByteSize, diskSize: String?, user: String?, ports: [String], uefi: Bool
    ) {
        self.image = image
        self.vcpu = vcpu
        self.memory = memory
        self.diskSize = diskSize
        self.user = user
        self.ports = ports
        self.uefi = uefi
    }

    /// The compose file of the VM.
    ///
    /// - Parameter directory: what a relative image path starts from.
    func composeFile(directory: FilePath) -> String {
        var image = image
        if case .path(let path)? = try? ImageReference(image), !path.hasPrefix("~") {
            image = directory.pushing(FilePath(path)).lexicallyNormalized().string
        }
        var text = """
            # Written by `holos run`.
            services:
              vm:
                image: \(Self.quoted(image))
                vm:
                  vcpu: \(vcpu)
                  memory_mb: \(memory.bytes >> 20)

            """
        if uefi { text += "      uefi: true\n" }
        if let diskSize { text += "      disk_size: \(Self.quoted(diskSize))\n" }
        if !ports.isEmpty { text += "    ports:\n" + ports.map { "      - \(Self.quoted($0))\n" }.joined() }
        if let user { text += "    cloud_init:\n      user: \(Self.quoted(user))\n" }
        return text
    }

    /// A YAML double-quoted scalar (YAML 1.2, 7.3.1) that means the text itself.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            // A compose file's variables begin with one.
            case "$": "$$"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}

extension Engine {
    /// The name is that of a project that exists.
    package struct ProjectExists: HolosError {
        let name: ProjectName
        package var exitStatus: ExitStatus { .failed }
        package var message: String { "project `\(name)` exists already" }
        package var hints: [String] { ["choose another `--name`, or remove it with `holos down \(name)`"] }
    }

    /// A text that cannot be a project's name.
    package struct InvalidProjectName: HolosError {
        let text: String
        package var exitStatus: ExitStatus { .usage }
        package var message: String { "invalid project name `\(text)`, expected \(ProjectName.expectation)" }
    }

    /// Writes the compose file of a one-off VM and returns it with the project's name.
    ///
    /// - Parameter name: nil: the image's name with a random end.
    package func writeRunFile(_ spec: RunSpec, name: String?) throws -> (path: FilePath, project: ProjectName) {
        let project: ProjectName
        if let name {
            guard let valid = ProjectName(name) else { throw InvalidProjectName(text: name) }
            project = valid
        } else {
            let stem = ProjectName.normalized(FilePath(spec.image).stem ?? "")?.text.prefix(40) ?? "vm"
            let end = String(UInt32.random(in: 0..<36 * 36 * 36 * 36) + 36 * 36 * 36 * 36, radix: 36).suffix(4)
            project = ProjectName(unchecked: "\(stem)-\(end)")
        }
        guard try !exists(project) else { throw ProjectExists(name: project) }
        try context.store.prepare()
        let file = context.store.layout.runFile(project)
        try Files.makeDirectory(file.removingLastComponent())
        try Files.writeAtomically(
            Array(spec.composeFile(directory: ProcessEnvironment.workingDirectory).utf8), to: file)
        return (file, project)
    }

    /// Removes the compose file of a one-off VM.
    package func removeRunFile(_ project: ProjectName) throws {
        try Files.removeTree(context.store.layout.runFile(project).removingLastComponent())
    }
}
