internal import HolosModel

/// `services.<name>.cloud_init`.
package enum CloudInitKeys {
    package static let user = Key(
        "user", .text, "login that holos uses; made if the image lacks it",
        default: "that of the image by its catalog, else `\(CloudInit.defaultUser)`")
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
        "in `cloud_init`",
        keys: [user, hostname, sshAuthorizedKeys, packages, writeFiles, bootcmd, runcmd] + refused)

    private static let disks = "the root disk and volumes are holos' own"
    private static let logins = "there is one login, with keys and without a password"
    private static let hostKeys = "the guest's host key is made and known by holos"

    /// Keys of cloud-init that holos has no part for.
    private static let refused: [Key] = [
        refused("apt", "write files below `/etc/apt` with `write_files`"),
        refused("ca_certs", "write the certificate with `write_files`, and run `update-ca-certificates` with `runcmd`"),
        .refused("chpasswd", logins, hint: "use `ssh_authorized_keys`"),
        .refused("disk_setup", disks, hint: "use `volumes` of the service"),
        .refused("fqdn", "the specification has keys for it", hint: "use `hostname` and `domainname` of the service"),
        .refused("fs_setup", disks, hint: "use `volumes` of the service"),
        refused("groups", "run `groupadd` with `runcmd`"),
        .refused("growpart", "the root partition always grows with `vm.disk_size`", hint: "leave it out"),
        refused("keyboard", "write the file with `write_files`"),
        refused("locale", "run `localectl` with `runcmd`"),
        .refused("mounts", disks, hint: "use `volumes` and `tmpfs` of the service"),
        refused("ntp", "write the file with `write_files`"),
        refused("package_reboot_if_required", "a guest is rebooted by nobody but itself: leave it out"),
        refused("package_update", "the lists of packages are fetched before `packages`: leave it out"),
        refused("package_upgrade", "run it with `runcmd`"),
        .refused("password", logins, hint: "use `ssh_authorized_keys`"),
        refused("phone_home", "run `curl` with `runcmd`"),
        .refused("power_state", "holos starts and stops guests", hint: "leave it out"),
        .refused("resize_rootfs", "the root file system always grows with `vm.disk_size`", hint: "leave it out"),
        refused("snap", "run `snap` with `runcmd`"),
        .refused("ssh_deletekeys", hostKeys, hint: "leave it out"),
        refused("ssh_import_id", "write the keys below `ssh_authorized_keys`"),
        .refused("ssh_keys", hostKeys, hint: "leave it out"),
        .refused("ssh_pwauth", logins, hint: "use `ssh_authorized_keys`"),
        refused("swap", "run `mkswap` and `swapon` with `runcmd`"),
        refused("timezone", "run `timedatectl set-timezone` with `runcmd`"),
        .refused("users", logins, hint: "name it with `user`, and run `useradd` for others with `runcmd`"),
        refused("yum_repos", "write files below `/etc/yum.repos.d` with `write_files`"),
    ]

    private static func refused(_ name: String, _ hint: String) -> Key {
        .refused(name, "holos hands on only the keys of its own table", hint: hint)
    }
}
