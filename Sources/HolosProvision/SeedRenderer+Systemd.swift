internal import HolosModel

extension SeedRenderer {
    /// User-data for cloud-init 22.4 and later.
    static func systemdUserData(_ input: SeedInput) -> YAMLMap {
        let cloudInit = input.cloudInit
        var map = hostname(input.hostname)
        map.add("users", .list([.map(systemdUser(cloudInit.user, keys: input.authorizedKeys))]))
        map.add("ssh_pwauth", .bool(false))
        map.add("disable_root", .bool(cloudInit.user.text != "root"))

        // With `ssh_keys` cloud-init generates no other host key (cc_ssh; it refuses an empty `ssh_genkeytypes`), and
        // those that the image brought are deleted: the guest has the one key that holos has pinned.
        map.add("ssh_deletekeys", .bool(true))
        var hostKeys = YAMLMap()
        hostKeys.add("ed25519_private", .string(terminated(input.hostKeyPrivate)))
        hostKeys.add("ed25519_public", .string(terminated(input.hostKeyPublic)))
        map.add("ssh_keys", .map(hostKeys))
        // Fingerprints on the console serve someone who does not know the keys in advance, and cost several processes.
        map.add("no_ssh_fingerprints", .bool(true))
        var console = YAMLMap()
        console.add("emit_keys_to_console", .bool(false))
        map.add("ssh", .map(console))

        var growpart = YAMLMap()
        growpart.add("mode", .string("auto"))
        growpart.add("devices", .strings(["/"]))
        map.add("growpart", .map(growpart))
        map.add("resize_rootfs", .bool(true))

        if !cloudInit.packages.isEmpty {
            map.add("package_update", .bool(true))
            map.add("packages", .strings(cloudInit.packages))
        }
        map.add("write_files", .list(cloudInit.writeFiles.map(writeFile)))
        map.add(
            "bootcmd",
            .list([.string(SettingsHook.script)] + CheckedCommands(cloudInit.bootcmd, key: .bootcmd).items))
        map.add("runcmd", .list(CheckedCommands(cloudInit.runcmd, key: .runcmd).items))
        return map
    }

    /// The name as the file has it is what `hostname` prints, and it resolves; cloud-init by itself would cut a name
    /// with dots on some distributions, and append `.localdomain` to one without.
    private static func hostname(_ name: HostName) -> YAMLMap {
        var map = YAMLMap()
        let label = String(name.text.prefix { $0 != "." })
        map.add("hostname", .string(label))
        map.add("fqdn", .string(name.text))
        map.add("prefer_fqdn_over_hostname", .bool(label != name.text))
        map.add("preserve_hostname", .bool(false))
        // Only the line of the own name is managed: holos adds peers to the file, and a template would drop them.
        map.add("manage_etc_hosts", .string("localhost"))
        return map
    }

    private static func systemdUser(_ user: UserName, keys: [String]) -> YAMLMap {
        var map = YAMLMap()
        map.add("name", .string(user.text))
        map.add("lock_passwd", .bool(true))
        if user.text != "root" {
            // cloud-init makes the group where a distribution has `wheel` instead; the rule below is what counts.
            map.add("groups", .strings(["sudo"]))
            // A text, not a list, which the schema of 22.4 refuses.
            map.add("sudo", .string("ALL=(ALL) NOPASSWD:ALL"))
            map.add("shell", .string("/bin/bash"))
        }
        map.add("ssh_authorized_keys", .strings(keys))
        return map
    }
}
