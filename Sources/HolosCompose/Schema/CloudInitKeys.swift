internal import HolosModel

/// `services.<name>.cloud_init`.
package enum CloudInitKeys {
    package static let user = Key(
        "user", .text, "login that holos uses; made if the image lacks it", default: "`\(CloudInit.defaultUser)`")
    package static let hostname = Key(
        "hostname", .text, "hostname of the guest; only for a service of one instance",
        default: "the instance's name")
    package static let sshAuthorizedKeys = Key(
        "ssh_authorized_keys", .list(of: "OpenSSH public keys"), "keys that may log in besides the project's own")
    package static let packages = Key("packages", .list(of: "package names"), "packages to install")
    package static let writeFiles = Key("write_files", .sections(WriteFileKeys.table), "files to write into the guest")
    package static let bootcmd = Key("bootcmd", .list(of: "commands"), "commands run early on every boot")
    package static let runcmd = Key("runcmd", .list(of: "commands"), "commands run once, at the end of the first boot")

    package static let table = KeyTable(
        "in `cloud_init`", keys: [user, hostname, sshAuthorizedKeys, packages, writeFiles, bootcmd, runcmd],
        notYet: [
            "apt", "ca_certs", "chpasswd", "disk_setup", "fqdn", "fs_setup", "groups", "growpart", "keyboard", "locale",
            "mounts", "ntp", "package_reboot_if_required", "package_update", "package_upgrade", "password",
            "phone_home", "power_state", "resize_rootfs", "snap", "ssh_deletekeys", "ssh_import_id", "ssh_keys",
            "ssh_pwauth", "swap", "timezone", "users", "yum_repos",
        ])
}
