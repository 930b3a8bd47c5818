import HolosCompose
import HolosModel
import Testing

/// Processors, memory and instances, which several keys can say.
@Suite struct ResourceTests {
    static let accepted: [(lines: String, vcpu: Int, mebibytes: Int64, replicas: Int)] = [
        ("x-a: 1", 1, 512, 1), ("cpus: 2", 2, 512, 1), ("cpus: '1.5'", 2, 512, 1), ("cpus: 0.5", 1, 512, 1),
        ("cpus: 0", 1, 512, 1), ("cpus: 0.000", 1, 512, 1), ("cpu_count: 3", 3, 512, 1),
        ("vm: {vcpu: 2}\ncpus: 1.5", 2, 512, 1),
        ("cpus: 1.50\ndeploy: {resources: {limits: {cpus: '1.5'}}}", 2, 512, 1),
        ("deploy: {resources: {limits: {cpus: 3, memory: 1G}, reservations: {cpus: '0.25', memory: 20M}}}", 3, 1024, 1),
        ("deploy: {resources: {reservations: {cpus: 4, memory: 2g}}}", 4, 2048, 1),
        ("deploy: {resources: {reservations: {memory: 20M}}}", 1, 64, 1),
        ("mem_limit: 512m", 1, 512, 1), ("mem_limit: 1.5g", 1, 1536, 1), ("mem_limit: 134217728", 1, 128, 1),
        ("mem_limit: 0", 1, 512, 1), ("mem_limit: -1", 1, 512, 1), ("mem_limit: 100000k", 1, 98, 1),
        ("mem_reservation: 100m", 1, 100, 1), ("mem_limit: 200m\nmem_reservation: 100m", 1, 200, 1),
        ("vm: {memory_mb: 1024}\nmem_limit: 1g\ndeploy: {resources: {limits: {memory: 1024m}}}", 1, 1024, 1),
        ("replicas: 2", 1, 512, 2), ("scale: 3", 1, 512, 3), ("deploy: {replicas: 0}", 1, 512, 0),
        ("replicas: 2\nscale: '2'\ndeploy: {replicas: 2, mode: replicated}", 1, 512, 2),
    ]

    @Test(arguments: accepted.indices)
    func `resources are understood`(index: Int) throws {
        let example = Self.accepted[index]
        let service = try Compose.decoded(example.lines)
        #expect(service.machine.vcpu == example.vcpu, "\(example.lines)")
        #expect(service.machine.memory == .mebibytes(example.mebibytes), "\(example.lines)")
        #expect(service.replicas == example.replicas, "\(example.lines)")
    }

    static let refusals = [
        Refusal("cpus: x", "4:11 `cpus`: expected a number from 0.0 to 256.0, found `x`"),
        Refusal("cpus: -1", "4:11 `cpus`: expected a number"), Refusal("cpus: 1e0", "4:11 `cpus`: expected a number"),
        Refusal("cpus: .5", "4:11 `cpus`: expected a number"), Refusal("cpus: 257", "4:11 `cpus`: expected a number"),
        Refusal("cpus: 1\nvm: {vcpu: 2}", "4:11 `cpus` does not agree with `vm.vcpu`"),
        Refusal(
            "cpus: 1\ndeploy: {resources: {limits: {cpus: '2'}}}",
            "5:41 `deploy.resources.limits.cpus` does not agree with `cpus` | write only one of the two"),
        Refusal(
            "deploy: {resources: {limits: {cpus: 1}, reservations: {cpus: 2}}}",
            "4:66 `cpus`: 2 are reserved, but the limit is 1"),
        Refusal(
            "mem_limit: 100", "4:16 `mem_limit`: expected at least 64 MiB and at most 16 TiB, found `100` | a guest has"
        ),
        Refusal("mem_limit: 1e9", "4:16 `mem_limit`: expected a size such as `512M` or `10G`, found `1e9`"),
        Refusal(
            "mem_limit: 1g\ndeploy: {resources: {limits: {memory: 2g}}}",
            "5:43 `deploy.resources.limits.memory` does not agree with `mem_limit`"),
        Refusal(
            "mem_limit: 1g\nmem_reservation: 2g", "5:22 `mem_reservation`: 2 GiB are reserved, but the limit is 1 GiB"),
        Refusal(
            "mem_reservation: 2g\ndeploy: {resources: {reservations: {memory: 1g}}}",
            "5:49 `deploy.resources.reservations.memory` does not agree with `mem_reservation`"),
        Refusal("replicas: 2\nscale: 3", "5:12 `scale` does not agree with `replicas`"),
        Refusal("scale: 2\ndeploy: {replicas: 3}", "5:24 `deploy.replicas` does not agree with `scale`"),
        Refusal("deploy: {mode: global}", "4:14 `mode` in `deploy` is not supported: there is one host"),
        Refusal("deploy: {resources: {limits: {memory: 512}}}", "4:43 `memory`: expected at least 64 MiB"),
        Refusal(
            "deploy: {resources: {limit: {}}}",
            "4:26 unknown key `limit` in `deploy.resources` | did you mean `limits`?"),
        Refusal(
            "deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}",
            "4:41 `devices` in `deploy.resources.reservations` is not supported: a GPU cannot be shared with a VM"),
    ]

    @Test(arguments: refusals)
    func `what does not fit together is refused at its place`(refusal: Refusal) { refusal.check() }

    @Test func `rounding up is told`() throws {
        let loaded = try Compose.load(Compose.service("cpus: 1.5\nmem_limit: 100000k"))
        #expect(
            loaded.warnings.map(\.message) == [
                "`cpus`: a VM has whole processors: 2 instead of 1.5",
                "`mem_limit`: a VM has whole mebibytes: 98M instead of 100000k",
            ])
    }

    /// `fits` sees the service.
    static let others: [(lines: String, fits: @Sendable (Service) -> Bool)] = [
        ("platform: linux/arm64/v8", { $0.platform == Platform(os: "linux", architecture: "arm64", variant: "v8") }),
        ("platform: linux/x86_64", { $0.platform?.architecture == "amd64" }),
        ("platform: linux", { $0.platform == nil }),
        ("pull_policy: always", { $0.pullPolicy == .always }),
        ("pull_policy: if_not_present", { $0.pullPolicy == .missing }),
        ("pull_policy: daily", { $0.pullPolicy == .every(.seconds(86_400)) }),
        ("pull_policy: every_1w2d", { $0.pullPolicy == .every(.seconds(9 * 86_400)) }),
        (
            "devices: [{pci: '01:00.0', rom_file: ./r}]",
            { $0.devices == [.pci(address: "0000:01:00.0", romFile: "/srv/stack/r")] }
        ),
        ("devices: [{usb: '046D:c52b'}]", { $0.devices == [.usb(vendor: 0x46d, product: 0xc52b)] }),
    ]

    @Test(arguments: others.indices)
    func `another key reaches the model`(index: Int) throws {
        let example = Self.others[index]
        #expect(example.fits(try Compose.decoded(example.lines)), "\(example.lines)")
    }

    static let otherRefusals = [
        Refusal("platform: windows/amd64", "4:15 `platform`: expected `linux/<architecture>`, found `windows/amd64`"),
        Refusal(
            "platform: arm64", "4:15 `platform`: expected `linux/<architecture>`, found `arm64` | write `linux/arm64`"),
        Refusal(
            "platform: linux/amd46", "4:15 `platform`: unknown platform `linux/amd46` | did you mean `linux/amd64`?"),
        Refusal("platform: linux/arm/7", "4:15 `platform`: unknown platform"),
        Refusal(
            "pull_policy: alway",
            "4:18 `pull_policy`: expected `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_12h`, found `alway` | did you mean `always`?"
        ),
        Refusal("pull_policy: every_", "4:18 `pull_policy`: expected"),
        Refusal("pull_policy: every_1.5h", "4:18 `pull_policy`: expected"),
        Refusal("pull_policy: build", "4:18 `pull_policy`: there is no `build`"),
        Refusal("devices: ['/dev/a:/dev/b:rwm']", "4:15 `source` in `devices` is not supported: a device file"),
        Refusal("devices: [{pci: '01:00.8'}]", "4:21 `pci`: expected the address of a PCI device"),
        Refusal("devices: [{usb: '046d'}]", "4:21 `usb`: expected the vendor and product of a USB device"),
        Refusal("devices: [{pci: '01:00.0', usb: '046d:c52b'}]", "4:15 a device is either `pci` or `usb`"),
        Refusal("devices: [{usb: '046d:c52b', rom_file: x}]", "4:34 `rom_file` belongs to a PCI device"),
        Refusal("devices: [{pci: '01:00.0'}]\nreplicas: 2", "4:14 `devices`: 2 replicas cannot share a device"),
        Refusal("profiles: a", "4:15 `profiles`: expected a list of names, found `a`"),
        Refusal("profiles: [a b]", "4:16 `profiles`: invalid profile name `a b`"),
    ]

    @Test(arguments: otherRefusals)
    func `another bad value is refused at its place`(refusal: Refusal) {
        let found = Compose.errors(Compose.service(refusal.text))
        #expect(found.count == 1 && found[0].hasPrefix(refusal.errors[0]), "\(found)")
    }
}
