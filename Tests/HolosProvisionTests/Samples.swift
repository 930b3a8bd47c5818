import Foundation
import HolosModel
import HolosProvision

/// Inputs that several tests share.
enum Samples {
    static let hostKeyPrivate = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACBXMmGvQwl9xvcUjEv9b2CSs2Yj8zXJt5d4H1Zx9r3v4QAAAJh1yR0xdckd
        -----END OPENSSH PRIVATE KEY-----

        """
    static let hostKeyPublic =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFcyYa9DCX3G9xSMS/1vYJKzZiPzNcm3l3gfVnH2ve/h holos-host-key"
    static let projectKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAaMzp5T1tb5cVbzxS8Gq8F4W6vTq2s0m9k6Q0mB1cXo holos:shop"
    static let userKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPq0Zc2sYkq9lq9ZbZ9e3V1m4oB2r2b6w0mXc8fQvN1k alice@laptop"

    static let interfaces = [
        GuestInterface(
            name: "eth0", mac: .qemu(0x12, 0x34, 0x56), ipv4: IPv4Address(value: 0x0a00_020f), prefixLength: 24,
            gateway: IPv4Address(value: 0x0a00_0202), nameservers: [.v4(IPv4Address(value: 0x0a00_0203))]),
        GuestInterface(
            name: "eth1", mac: .qemu(0xab, 0xcd, 0xef), ipv4: IPv4Address(value: 0x0a40_0005), prefixLength: 20),
    ]

    static func input(
        _ cloudInit: CloudInit = CloudInit(), os: GuestOS = .systemd, hostname: String = "web-0",
        interfaces: [GuestInterface] = Samples.interfaces
    ) -> SeedInput {
        SeedInput(
            project: ProjectName(unchecked: "shop"),
            instance: InstanceName(service: ServiceName(unchecked: "web"), index: 0),
            instanceID: "iid-0123456789abcdef", hostname: HostName(unchecked: hostname), os: os, cloudInit: cloudInit,
            authorizedKeys: [projectKey] + cloudInit.sshAuthorizedKeys, hostKeyPrivate: hostKeyPrivate,
            hostKeyPublic: hostKeyPublic, interfaces: interfaces)
    }

    /// Every field of `cloud_init:` set.
    static let everything = CloudInit(
        user: UserName(unchecked: "deploy"), sshAuthorizedKeys: [userKey], packages: ["nginx", "jq=1.6-2.1"],
        writeFiles: [
            WriteFile(
                path: "/etc/nginx/conf.d/shop.conf",
                content: "server {\n    listen 80;\n\n    location / { return 200 \"ok\"; }\n}\n"),
            WriteFile(
                path: "/usr/local/bin/hello", content: "#!/bin/sh\necho 'Grüße'\n", permissions: "0755",
                owner: "root:root"),
            WriteFile(path: "/etc/blob", content: "aGVsbG8=", encoding: .base64, permissions: "0600"),
            WriteFile(
                path: "/home/deploy/notes.txt", content: "more", owner: "deploy:deploy", append: true, deferred: true),
        ],
        bootcmd: [.shell("modprobe nbd")],
        runcmd: [
            .shell("systemctl enable --now nginx"), .argv(["sh", "-c", "echo \"it's up\" >/run/up"]),
            .shell("cd /srv\nmake\n"),
        ])

    /// What a real cloud-init wrote, from the folder of fixtures.
    static func fixture(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// Every sample seed by the name of its golden files.
    static let seeds: [(name: String, input: SeedInput)] = [
        ("systemd-minimal", input()),
        ("systemd-full", input(everything)),
        ("systemd-root", input(CloudInit(user: UserName(unchecked: "root")), hostname: "db.example.com")),
        ("openrc-minimal", input(os: .openrc)),
        ("openrc-full", input(everything, os: .openrc)),
    ]
}
