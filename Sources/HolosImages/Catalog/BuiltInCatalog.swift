internal import HolosModel

/// The cloud images of the distributions. The first row of a name is what the name alone means.
///
/// A wrong or outdated address is mended in its line; docs/images.md says how to do the same in a catalog of one's own.
enum BuiltInCatalog {
    static let entries: [CatalogEntry] =
        alpine + arch + debian + ubuntu + fedora + almalinux + rocky + centos + opensuse

    /// Signatures are of the images themselves.
    private static let alpine =
        rows("alpine", "3.23", user: "alpine", os: .openrc, firmware: [.amd64: .bios, .arm64: .uefi]) {
            "https://dl-cdn.alpinelinux.org/alpine/v3.23/releases/cloud/nocloud_alpine-3.23.4-\($0.kernelName)-\($0 == .amd64 ? "bios" : "uefi")-tiny-r0.qcow2"
        } sums: {
            "\($0).sha512"
        } syntax: {
            .single
        } signature: {
            .init(
                of: .image, at: "\($0).asc", keys: ["alpine-cloud.asc"],
                origin: "https://alpinelinux.org/keys/tomalok.asc")
        }

    private static let arch =
        rows("arch", "latest", user: "arch", only: [.amd64]) { _ in
            "https://geo.mirror.pkgbuild.com/images/latest/Arch-Linux-x86_64-cloudimg.qcow2"
        } sums: {
            "\($0).SHA256"
        } syntax: {
            .single
        } signature: {
            .init(
                of: .image, at: "\($0).sig",
                keys: ["/usr/share/keyrings/archlinux.gpg", "/usr/share/pacman/keyrings/archlinux.gpg"],
                fingerprints: ["1B9A16984A4E8CB448712D2AE0B78BF4326C6F8F"],
                origin: "on Debian and Ubuntu: `apt-get install archlinux-keyring`")
        }
        + rows("arch", "latest", user: "arch", only: [.arm64], firmware: [.arm64: .uefi]) { _ in
            "https://geo.mirror.pkgbuild.com/images/latest/Arch-Linux-aarch64-cloudimg.qcow2"
        } sums: {
            "\($0).SHA256"
        } syntax: {
            .single
        }

    /// Not signed.
    private static let debian = [("13", "trixie"), ("12", "bookworm")].flatMap { version, codename in
        rows("debian", version, aliases: [codename], user: "debian", firmware: [.amd64: .any, .arm64: .uefi]) {
            "https://cloud.debian.org/images/cloud/\(codename)/latest/debian-\(version)-generic-\($0.rawValue).qcow2"
        } sums: { _ in
            "SHA512SUMS"
        }
    }

    private static let ubuntu = [("26.04", "resolute"), ("24.04", "noble"), ("22.04", "jammy")].flatMap {
        version, codename in
        rows("ubuntu", version, aliases: [codename], user: "ubuntu", firmware: [.amd64: .any, .arm64: .uefi]) {
            "https://cloud-images.ubuntu.com/\(codename)/current/\(codename)-server-cloudimg-\($0.rawValue).img"
        } sums: { _ in
            "SHA256SUMS"
        } signature: { _ in
            .init(
                of: .manifest, at: "SHA256SUMS.gpg",
                keys: ["/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg", "ubuntu-cloudimage-keyring.gpg"],
                fingerprints: ["D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81"],
                origin: "the package ubuntu-keyring or ubuntu-cloud-keyring")
        }
    }

    private static let fedora = [("44", "1.7"), ("43", "1.6")].flatMap { version, compose in
        rows("fedora", version, user: "fedora", firmware: [.amd64: .any, .arm64: .uefi]) {
            "https://download.fedoraproject.org/pub/fedora/linux/releases/\(version)/Cloud/\($0.kernelName)/images/Fedora-Cloud-Base-Generic-\(version)-\(compose).\($0.kernelName).qcow2"
        } sums: {
            "Fedora-Cloud-\(version)-\(compose)-\($0.contains("aarch64") ? "aarch64" : "x86_64")-CHECKSUM"
        } signature: { _ in
            .init(
                of: .clearsigned, at: nil, keys: ["fedora.gpg", "fedora.asc"],
                origin: "https://fedoraproject.org/fedora.gpg")
        }
    }

    private static let almalinux = ["10", "9"].flatMap { version in
        rows("almalinux", version, user: "almalinux", firmware: [.amd64: .any, .arm64: .uefi]) {
            "https://repo.almalinux.org/almalinux/\(version)/cloud/\($0.kernelName)/images/AlmaLinux-\(version)-GenericCloud-latest.\($0.kernelName).qcow2"
        } sums: { _ in
            "CHECKSUM"
        } signature: { _ in
            .init(
                of: .manifest, at: "CHECKSUM.asc", keys: ["almalinux-\(version).asc"],
                origin: "https://repo.almalinux.org/almalinux/RPM-GPG-KEY-AlmaLinux-\(version)")
        }
    }

    /// Not signed.
    private static let rocky = ["10", "9"].flatMap { version in
        rows("rocky", version, user: "rocky", firmware: [.amd64: .any, .arm64: .uefi]) {
            "https://dl.rockylinux.org/pub/rocky/\(version)/images/\($0.kernelName)/Rocky-\(version)-GenericCloud-Base.latest.\($0.kernelName).qcow2"
        } sums: {
            "\($0).CHECKSUM"
        }
    }

    /// Not signed.
    private static let centos = ["10", "9"].flatMap { version in
        rows(
            "centos-stream", version, user: "cloud-user",
            firmware: [.amd64: .any, .arm64: .uefi]
        ) {
            "https://cloud.centos.org/centos/\(version)-stream/\($0.kernelName)/images/CentOS-Stream-GenericCloud-\(version)-latest.\($0.kernelName).qcow2"
        } sums: {
            "\($0).SHA256SUM"
        }
    }

    private static let opensuse =
        rows("opensuse", "16.0", aliases: ["leap"], user: "root", firmware: [.amd64: .any, .arm64: .uefi]) {
            "https://download.opensuse.org/distribution/leap/16.0/appliances/Leap-16.0-Minimal-VM.\($0.kernelName)-Cloud.qcow2"
        } sums: {
            "\($0).sha256"
        } syntax: {
            .single
        } signature: {
            opensuseSignature("\($0).sha256.asc")
        }
        + rows("opensuse", "tumbleweed", user: "root", firmware: [.amd64: .any, .arm64: .uefi]) {
            "https://download.opensuse.org/tumbleweed/appliances/openSUSE-Tumbleweed-Minimal-VM.\($0.kernelName)-Cloud.qcow2"
        } sums: {
            "\($0).sha256"
        } syntax: {
            .single
        } signature: {
            opensuseSignature("\($0).sha256.asc")
        }

    private static func opensuseSignature(_ address: String) -> Signature {
        .init(
            of: .manifest, at: address, keys: ["opensuse.asc"],
            origin: "https://download.opensuse.org/tumbleweed/repo/oss/repodata/repomd.xml.key")
    }
}

extension BuiltInCatalog {
    private struct Signature {
        let kind: SignatureSource.Kind
        let address: String?
        let keys: [String]
        let fingerprints: [String]
        let origin: String

        init(
            of kind: SignatureSource.Kind, at address: String?, keys: [String], fingerprints: [String] = [],
            origin: String
        ) {
            self.kind = kind
            self.address = address
            self.keys = keys
            self.fingerprints = fingerprints
            self.origin = origin
        }
    }

    /// One row for each architecture. What `sums` and the signature name may be relative to the image's address.
    private static func rows(
        _ name: String, _ tag: String, aliases: [String] = [], user: String, os: GuestOS = .systemd,
        only architectures: [Architecture] = Architecture.allCases,
        firmware: [Architecture: BootFirmware] = [:], _ address: (Architecture) -> String,
        sums: (_ url: String) -> String, syntax: () -> ChecksumManifest.Syntax = { .lines },
        signature: ((_ url: String) -> Signature)? = nil
    ) -> [CatalogEntry] {
        architectures.map { architecture in
            guard let name = ImageName(name), let tag = ImageTag(tag), let url = WebURL(address(architecture)),
                let manifest = url.resolving(sums(url.description))
            else { preconditionFailure("the row \(name):\(tag) is malformed") }
            return CatalogEntry(
                name: name, tag: tag, aliases: aliases.map { ImageTag(unchecked: $0) }, architecture: architecture,
                url: url, checksums: ChecksumSource(url: manifest, syntax: syntax()),
                signature: signature.map { make in
                    let row = make(url.description)
                    return SignatureSource(
                        kind: row.kind, url: row.address.flatMap(url.resolving), keys: row.keys,
                        fingerprints: row.fingerprints, keyOrigin: row.origin)
                }, user: UserName(user), os: os, firmware: firmware[architecture] ?? .any)
        }
    }
}

extension Architecture {
    /// As the kernel, and most publishers, name it.
    fileprivate var kernelName: String { self == .amd64 ? "x86_64" : "aarch64" }
}
