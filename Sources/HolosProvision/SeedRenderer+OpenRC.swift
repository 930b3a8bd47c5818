internal import FoundationEssentials
internal import HolosModel

extension SeedRenderer {
    /// User-data for tiny-cloud 3.1 and later (Alpine), which knows a part of cloud-config (`cloud-config(5)` of
    /// tiny-cloud) and ignores the rest in silence.
    ///
    /// It has no host keys, no network configuration, no deferred files and no list form of commands; it forgets
    /// commands that fail; and it runs `bootcmd` on the first boot only. All that is done by files that are written
    /// here and by one checked script at the end of the first boot.
    static func openRCUserData(_ input: SeedInput) -> YAMLMap {
        let cloudInit = input.cloudInit
        var map = YAMLMap()
        // The default user becomes a member of `wheel`, with a password that matches nothing, rather than locked:
        // Alpine's sshd, without PAM, refuses locked accounts.
        var user = YAMLMap()
        user.add("name", .string(cloudInit.user.text))
        user.add("shell", .string("/bin/ash"))
        map.add("user", .map(user))
        map.add("ssh_authorized_keys", .strings(input.authorizedKeys))
        // In this order tiny-cloud does it: commands, files (before sshd starts), and at the end the script.
        let bootcmd = CheckedCommands(cloudInit.bootcmd, key: .bootcmd).script(after: SettingsHook.script)
        map.add("bootcmd", .strings([bootcmd]))
        let script = firstBoot(input)
        var files = system(input) + cloudInit.writeFiles.enumerated().map { staged($1, index: $0) }
        files.append(
            WriteFile(path: GuestFiles.network, content: OpenRCNetwork.script(input.interfaces), permissions: "0700"))
        files.append(WriteFile(path: GuestFiles.bootcmd, content: bootcmd, permissions: "0700"))
        files.append(WriteFile(path: GuestFiles.service, content: service, permissions: "0755"))
        files.append(WriteFile(path: GuestFiles.firstBoot, content: script, permissions: "0700"))
        map.add("write_files", .list(files.map { writeFile(encoded($0)) }))
        map.add("runcmd", .strings(["sh \(GuestFiles.firstBoot)"]))
        return map
    }

    /// Where the guest keeps what tiny-cloud cannot do itself; the folder is made by the first file in it.
    private enum GuestFiles {
        static let folder = "/var/lib/holos"
        static let network = "\(folder)/network"
        static let bootcmd = "\(folder)/bootcmd"
        static let firstBoot = "\(folder)/first-boot"
        static let service = "/etc/init.d/holos-bootcmd"
        static func deferred(_ index: Int) -> String { "\(folder)/write-file-\(index)" }
    }

    private static func system(_ input: SeedInput) -> [WriteFile] {
        var files = [
            // `ssh-keygen -A` of the service makes only the keys that are missing, and sshd is told to offer only this.
            WriteFile(
                path: "/etc/ssh/ssh_host_ed25519_key", content: terminated(input.hostKeyPrivate), permissions: "0600"),
            WriteFile(
                path: "/etc/ssh/ssh_host_ed25519_key.pub", content: terminated(input.hostKeyPublic), permissions: "0644"
            ),
            WriteFile(
                path: "/etc/ssh/sshd_config.d/10-holos.conf",
                content: "HostKey /etc/ssh/ssh_host_ed25519_key\nPasswordAuthentication no\n", permissions: "0600"),
        ]
        let user = input.cloudInit.user.text
        if user != "root" {
            files.append(
                WriteFile(path: "/etc/doas.d/holos.conf", content: "permit nopass \(user)\n", permissions: "0600"))
            files.append(
                WriteFile(
                    path: "/etc/sudoers.d/holos", content: "\(user) ALL=(ALL) NOPASSWD:ALL\n", permissions: "0440"))
        }
        return files
    }

    /// A deferred file waits beside the script, with the mode of a secret.
    private static func staged(_ file: WriteFile, index: Int) -> WriteFile {
        guard file.deferred else { return file }
        return WriteFile(
            path: GuestFiles.deferred(index), content: file.content, encoding: file.encoding, permissions: "0600")
    }

    /// Base64: what tiny-cloud reads a text with adds a line feed to it.
    private static func encoded(_ file: WriteFile) -> WriteFile {
        guard file.encoding == .text else { return file }
        return WriteFile(
            path: file.path, content: Data(file.content.utf8).base64EncodedString(), encoding: .base64,
            permissions: file.permissions, owner: file.owner, append: file.append)
    }

    private static func firstBoot(_ input: SeedInput) -> String {
        typealias Step = CheckedCommands.Step
        let cloudInit = input.cloudInit
        // The user-data holds the host key, and tiny-cloud keeps a copy that everybody can read.
        let copy = "/var/lib/cloud/user-data"
        var steps = [Step(label: "user-data", command: .shell("[ ! -e \(copy) ] || chmod go= \(copy)"))]
        steps.append(Step(label: "network", command: .argv(["sh", GuestFiles.network])))
        steps.append(Step(label: "bootcmd", command: .argv(["rc-update", "add", "holos-bootcmd", "boot"])))
        if !cloudInit.packages.isEmpty {
            steps.append(Step(label: "packages", command: .argv(["apk", "update"])))
            steps.append(Step(label: "packages", command: .argv(["apk", "add"] + cloudInit.packages)))
        }
        for (index, file) in cloudInit.writeFiles.enumerated() where file.deferred {
            steps.append(
                Step(label: "write_files[\(index)]", command: .shell(install(file, from: GuestFiles.deferred(index)))))
        }
        steps += CheckedCommands.steps(cloudInit.runcmd, key: .runcmd)
        return CheckedCommands(steps).script()
    }

    /// Puts a deferred file in its place, as cloud-init does.
    private static func install(_ file: WriteFile, from staged: String) -> String {
        let path = ShellText.quote(file.path)
        let folder = ShellText.quote(
            String(file.path.prefix(upTo: file.path.lastIndex(of: "/") ?? file.path.startIndex)))
        return """
            mkdir -p \(folder)/ && (umask 077 && cat \(staged) \(file.append ? ">>" : ">")\(path)) && rm \(staged) \\
              && chmod \(ShellText.quote(file.permissions ?? "0644")) \(path) \\
              && chown \(ShellText.quote(file.owner ?? "root:root")) \(path)
            """
    }

    private static let service = """
        #!/sbin/openrc-run
        description="The settings of the compose file and the commands of bootcmd, on every boot after the first"

        depend() {
          need localmount
          before net sshd
        }

        start() {
          ebegin "Running the commands of bootcmd"
          /bin/sh \(GuestFiles.bootcmd)
          eend $?
        }

        """
}
