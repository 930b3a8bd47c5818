import HolosModel

/// Projects that are not read but made.
enum Projects {
    /// One that uses every part of the model.
    static var everything: Project {
        Project(
            name: ProjectName(unchecked: "shop"), directory: "/srv/shop", files: ["/srv/shop/holos.yaml"],
            services: [web, worker], networks: networks, volumes: volumes)
    }

    private static var web: Service {
        var service = Service(
            name: ServiceName(unchecked: "web"),
            image: ImageSource(reference: "./a.qcow2", path: "/srv/shop/a.qcow2", format: .qcow2), imageOS: .openrc,
            machine: Machine(
                vcpu: 2, memory: .mebibytes(2048), diskSize: ByteSize(bytes: 20 << 30), type: "q35",
                cpuModel: "host,-hypervisor", uefi: true, accel: .kvm, extraArgs: ["-device", "virtio-balloon"]),
            ports: [
                PortForward(hostPorts: 8080...8080, guestPort: 80),
                PortForward(
                    hostAddress: .v6(.loopback), hostPorts: 9000...9010,
                    guestPort: 53, transport: .udp),
                PortForward(hostPorts: nil, guestPort: 22),
            ],
            dependsOn: [
                Dependency(
                    service: ServiceName(unchecked: "worker"), condition: .completed, restart: true, isRequired: false)
            ],
            healthCheck: HealthCheck(test: .argv(["curl", "-f", "http://localhost"]), retries: 5),
            stopGracePeriod: .seconds(90),
            cloudInit: CloudInit(
                packages: ["nginx"], writeFiles: [WriteFile(path: "/etc/motd", content: "$5\n", append: true)],
                runcmd: [.shell("a && b"), .argv(["a", "b c"])]))
        service.hostname = HostName(unchecked: "www")
        service.domainName = HostName(unchecked: "example.org")
        service.settings = settings
        service.dnsServers = [.v4(IPv4Address(value: 0x0909_0909))]
        service.dnsSearch = [HostName(unchecked: "example.org")]
        service.labels = ["org.example.tier": "front", "a": ""]
        service.restart = .onFailure(maximum: 3)
        service.networks = attachments
        service.volumes = mounts
        service.devices = [
            .pci(address: "0000:01:00.0", romFile: "/srv/rom.bin"), .usb(vendor: 0x46d, product: 0xc52b),
        ]
        service.pullPolicy = .every(.seconds(43_200))
        service.platform = Platform(os: "linux", architecture: "arm64", variant: "v8")
        service.postStart = [hook]
        service.preStop = [LifecycleHook(command: .argv(["sync"]))]
        service.profiles = ["debug", "all"]
        return service
    }

    private static var worker: Service {
        var service = Service(name: ServiceName(unchecked: "worker"), image: nil, replicas: 3)
        var build = Build(context: "/srv/shop/worker")
        build.dockerfileInline = "FROM debian\nRUN true\n"
        build.args = ["VERSION": "1.10"]
        build.target = "slim"
        build.labels = ["a": "b"]
        build.extraHosts = [HostEntry(name: HostName(unchecked: "mirror"), address: nil)]
        build.secrets = [token]
        build.additionalContexts = ["base": "/srv/base"]
        build.noCache = true
        build.pull = true
        build.platforms = ["linux/amd64"]
        build.tags = ["worker:1", "worker:latest"]
        service.build = build
        service.settings.command = ServiceCommand(argv: ["work"])
        return service
    }

    private static var settings: GuestSettings {
        var settings = GuestSettings()
        settings.environment = ["PASSWORD": "pa$$w0rd", "EMPTY": "", "DEBUG": "yes"]
        var command = ServiceCommand(argv: ["/bin/server", "--port", "80", "it's $HOME"])
        command.user = "1000:1000"
        command.groups = ["adm", "4000"]
        command.limits = [
            ResourceLimit(name: "memlock", soft: nil, hard: nil), ResourceLimit(name: "nofile", soft: 1024, hard: nil),
        ]
        command.workingDirectory = "/srv"
        command.stopSignal = "SIGQUIT"
        command.restart = .onFailure(maximum: 3)
        settings.command = command
        settings.extraHosts = [
            HostEntry(name: HostName(unchecked: "db"), address: .v4(IPv4Address(value: 0x0a00_0005))),
            HostEntry(name: HostName(unchecked: "host"), address: nil),
        ]
        settings.secrets = [
            token,
            GuestFile(
                name: "key", source: .file("/srv/shop/key.pem"), target: "/etc/key.pem", uid: 100, gid: 101, mode: 0o400
            ),
        ]
        settings.configs = [
            GuestFile(name: "motd", source: .content("hello\n$USER\n"), target: "/etc/motd", mode: 0o444)
        ]
        return settings
    }

    private static let token = GuestFile(
        name: "token", source: .environment("TOKEN"), target: "/run/secrets/token")

    private static var attachments: [NetworkAttachment] {
        var back = NetworkAttachment(network: NetworkName(unchecked: "back"))
        back.aliases = [HostName(unchecked: "api"), HostName(unchecked: "y")]
        back.ipv4Address = IPv4Address(value: 0xac1c_0005)
        back.ipv6Address = IPv6Address("fd00::5")
        back.macAddress = MACAddress("02:42:ac:11:00:02")
        back.interfaceName = "eth9"
        back.priority = 10
        back.gatewayPriority = -1
        return [back, NetworkAttachment(network: NetworkName(unchecked: "front"))]
    }

    private static var mounts: [VolumeMount] {
        [
            VolumeMount(
                source: .bind(path: "/srv/shop/data", createIfMissing: true), target: "/data", isReadOnly: true),
            VolumeMount(source: .volume(VolumeName(unchecked: "db"), subpath: "main"), target: "/var/lib/db"),
            VolumeMount(source: .volume(VolumeName(unchecked: "logs"), subpath: nil), target: "/var/log"),
            VolumeMount(source: .anonymous, target: "/scratch"),
            VolumeMount(source: .tmpfs(memory), target: "/tmp"),
            VolumeMount(source: .tmpfs(Tmpfs()), target: "/run/a"),
            VolumeMount(source: .tmpfs(owned), target: "/run/b", isReadOnly: true),
            VolumeMount(source: .tmpfs(Tmpfs()), target: "/run/c"),
        ]
    }

    private static var memory: Tmpfs {
        var tmpfs = Tmpfs()
        tmpfs.size = .mebibytes(64)
        tmpfs.mode = 0o1777
        return tmpfs
    }

    private static var owned: Tmpfs {
        var tmpfs = memory
        tmpfs.uid = 100
        tmpfs.gid = 101
        tmpfs.options = ["noexec", "nosuid"]
        return tmpfs
    }

    private static var hook: LifecycleHook {
        var hook = LifecycleHook(command: .argv(["sh", "-c", "echo $HOME"]))
        hook.user = "root"
        hook.workingDirectory = "/srv"
        hook.environment = ["A": "b"]
        return hook
    }

    private static var networks: [Network] {
        var back = Network(key: NetworkName(unchecked: "back"))
        back.name = "shared-back"
        back.driver = "macvlan"
        back.driverOptions = ["mtu": "1400"]
        back.isInternal = true
        back.hasIPv6 = true
        back.labels = ["a": "b"]
        if let range = IPRange("172.28.0.0/16"), let part = IPRange("172.28.5.0/24"), let six = IPRange("fd00::/64") {
            back.subnets = [
                Network.Subnet(subnet: six),
                Network.Subnet(
                    subnet: range, range: part, gateway: .v4(IPv4Address(value: 0xac1c_0001)),
                    reserved: [.v4(IPv4Address(value: 0xac1c_0501))]),
            ]
        }
        var front = Network(key: NetworkName(unchecked: "front"))
        front.isExternal = true
        return [back, front]
    }

    private static var volumes: [Volume] {
        var db = Volume(key: VolumeName(unchecked: "db"))
        db.name = "shop-db"
        db.size = ByteSize(bytes: 10 << 30)
        db.driver = "nfs"
        db.driverOptions = ["type": "x"]
        db.labels = ["a": "b"]
        var logs = Volume(key: VolumeName(unchecked: "logs"))
        logs.isExternal = true
        return [db, logs]
    }
}
