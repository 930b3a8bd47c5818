package import HolosModel
internal import HolosSystem
package import SystemPackage

/// Every file name of the state directory, in one place. docs/internals.md explains each.
package struct Layout: Sendable, Hashable {
    /// The state directory; absolute.
    package let root: FilePath
    /// Where sockets go when a path below `root` would be too long; nil without `$XDG_RUNTIME_DIR`.
    package let runtimeRoot: FilePath?

    package init(root: FilePath, runtimeRoot: FilePath? = nil) {
        self.root = root
        self.runtimeRoot = runtimeRoot
    }

    /// The directory that the option, `HOLOS_STATE_DIR` or the default name: `/var/lib/holos` for root, else
    /// `$XDG_STATE_HOME/holos` or `~/.local/state/holos`.
    package init(option: String?, environment: [String: String], isRoot: Bool, workingDirectory: FilePath) {
        let named = option ?? environment["HOLOS_STATE_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        if let named {
            root = workingDirectory.pushing(FilePath(named)).lexicallyNormalized()
        } else if isRoot {
            root = "/var/lib/holos"
        } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            root = FilePath(state).appending("holos")
        } else {
            let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/"
            root = FilePath(home).appending(".local/state/holos")
        }
        runtimeRoot = environment["XDG_RUNTIME_DIR"].flatMap {
            $0.hasPrefix("/") ? FilePath($0).appending("holos") : nil
        }
    }

    /// The schema number of the tree.
    package var version: FilePath { root.appending("version") }
    /// What the acceleration self-test found, for this boot.
    package var acceleration: FilePath { root.appending("acceleration.json") }
    package var projects: FilePath { root.appending("projects") }

    package func project(_ name: ProjectName) -> ProjectPaths {
        ProjectPaths(name: name, directory: projects.appending(name.text), layout: self)
    }

    /// The compose file that `holos run` writes for its one-off project.
    package func runFile(_ project: ProjectName) -> FilePath {
        root.appending("runs").appending(project.text).appending("holos.yaml")
    }
}

/// The files of one project.
package struct ProjectPaths: Sendable, Hashable {
    package let name: ProjectName
    package let directory: FilePath
    let layout: Layout

    package var lock: FilePath { directory.appending("lock") }
    /// What the directory is called while it is being removed; no project can have the name, and no two directories.
    func removed(inode: UInt64) -> FilePath { layout.projects.appending(".\(name).\(inode).removed") }
    /// Whether an entry of the projects' directory is what a removal of this project left.
    func isRemoved(_ entry: String) -> Bool { entry.hasPrefix(".\(name).") && entry.hasSuffix(".removed") }
    package var record: FilePath { directory.appending("project.json") }
    package var sshDirectory: FilePath { directory.appending("ssh") }
    package var sshKey: FilePath { sshDirectory.appending("id_ed25519") }
    package var sshPublicKey: FilePath { sshDirectory.appending("id_ed25519.pub") }
    package var instances: FilePath { directory.appending("instances") }
    /// Instances that were put aside, `kept/<instance>/<number>/`; each folder is what `instances/<instance>/` was.
    package var kept: FilePath { directory.appending("kept") }

    package func kept(_ name: InstanceName) -> FilePath { kept.appending(name.description) }

    package func kept(_ name: InstanceName, number: Int) -> InstancePaths {
        InstancePaths(directory: kept(name).appending("\(number)"), project: self, name: name)
    }

    /// What a kept instance is called while it is being removed; no number can be its name.
    func removedKept(_ name: InstanceName, number: Int) -> FilePath {
        kept(name).appending(".\(number)\(Self.removedSuffix)")
    }

    static let removedSuffix = ".removed"

    package func instance(_ name: InstanceName) -> InstancePaths {
        InstancePaths(directory: instances.appending(name.description), project: self, name: name)
    }
}

/// The files of one instance.
package struct InstancePaths: Sendable, Hashable {
    package let directory: FilePath
    let project: ProjectPaths
    let name: InstanceName

    package var record: FilePath { directory.appending("instance.json") }
    /// The overlay: the instance's own qcow2 on the base image.
    package var disk: FilePath { directory.appending("disk.qcow2") }
    package var seed: FilePath { directory.appending("seed.iso") }
    /// user-data, meta-data and network-config, from which the seed is made.
    package var seedFiles: FilePath { directory.appending("seed") }
    /// What the service's settings give the guest; only where there are, or once were, any.
    package var settings: FilePath { directory.appending("settings.iso") }
    /// The files from which the settings' medium is made.
    package var settingsFiles: FilePath { directory.appending("settings") }
    package var efivars: FilePath { directory.appending("efivars.fd") }
    package var knownHosts: FilePath { directory.appending("known_hosts") }
    package var consoleLog: FilePath { directory.appending("console.log") }
    package var qemuLog: FilePath { directory.appending("qemu.log") }
    /// Locked by QEMU's process for as long as it lives (`RecordLock`).
    package var qemuLock: FilePath { directory.appending("qemu.lock") }

    /// ssh(1) makes its control socket under the name with `.` and 16 random characters added, then renames it.
    private static let sshTemporarySuffix = 17
    private static let longestSocketName = "ssh.sock".utf8.count + sshTemporarySuffix

    /// The directory of the instance's sockets: its own, or one below `$XDG_RUNTIME_DIR` when that would be too long.
    package func socketDirectory() throws(StateError) -> FilePath {
        var candidates = [directory]
        if let runtime = project.layout.runtimeRoot {
            // The root's name is part of the path so that two state directories never share sockets.
            let key = String(fnv1a(project.layout.root.string), radix: 36)
            candidates.append(runtime.appending(key).appending(project.name.text).appending(name.description))
        }
        for candidate in candidates
        where candidate.string.utf8.count + 1 + Self.longestSocketName <= UnixSocket.maximumPathLength {
            return candidate
        }
        throw .socketPathTooLong(
            directory: directory, limit: UnixSocket.maximumPathLength - Self.longestSocketName - 1,
            hasRuntimeDirectory: project.layout.runtimeRoot != nil)
    }
}

/// The sockets of one instance, below the directory that its record names.
package struct InstanceSockets: Sendable, Hashable {
    package let directory: FilePath

    package init(directory: FilePath) { self.directory = directory }

    /// QEMU's QMP socket for commands.
    package var qmp: FilePath { directory.appending("qmp.sock") }
    /// The control socket of the shared SSH connection.
    package var ssh: FilePath { directory.appending("ssh.sock") }
}

/// FNV-1a, 64 bit: a short stable name for a long text; not for security.
private func fnv1a(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
