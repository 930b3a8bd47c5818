internal import HolosModel

/// `services.<name>`: what is read.
package enum ServiceKeys {
    package static let image = Key(
        "image", .text,
        "the base disk: a catalog's name (`debian:12`), an https address or a path; with `build` a name of its result, else "
            + "required")
    package static let imageFormat = Key(
        "image_format", .choice(of: DiskFormat.self), "format of the base disk", default: "read from the disk's header")
    package static let imageOS = Key(
        "image_os", .choice(of: GuestOS.self), "init system of the image",
        default: "what the catalog says, else `\(GuestOS.systemd.rawValue)`")
    package static let build = Key(
        "build", .sectionOrText(BuildKeys.table, text: "context"), "how the base disk is made", fate: .planned)
    package static let pullPolicy = Key(
        "pull_policy", .text,
        "`always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_<duration>`: when the publisher of a named image "
            + "is asked; a file is always there", default: "`missing`")
    package static let platform = Key(
        "platform", .text, "`linux/<architecture>` of the image; only that of the host yet",
        default: "that of the host",
        fate: .planned)
    package static let vm = Key("vm", .section(MachineKeys.table), "the virtual hardware")
    package static let cpus = Key(
        "cpus", .number(0...256), "virtual CPUs; a fraction is rounded up, `0` says nothing", default: "`vm.vcpu`")
    package static let cpuCount = Key("cpu_count", .integer(0...256), "virtual CPUs", default: "`vm.vcpu`")
    package static let memoryLimit = Key(
        "mem_limit", .byteSize, "guest memory, rounded up to MiB; `0` says nothing", default: "`vm.memory_mb`")
    package static let memoryReservation = Key(
        "mem_reservation", .byteSize, "guest memory where no limit is given; a guest has all of its memory")
    package static let devices = Key(
        "devices", .entries(DeviceKeys.table, short: .device, unique: []),
        "devices of the host that the guest is given",
        fate: .planned)

    package static let replicas = Key("replicas", .integer(0...256), "number of instances", default: "`1`")
    package static let scale = Key("scale", .integer(0...256), "the same as `replicas`")
    package static let deploy = Key("deploy", .section(DeployKeys.table), "instances and their resources")
    package static let dependsOn = Key(
        "depends_on", .names(of: "services", DependencyKeys.table), "services that must run before this one starts")
    package static let extends = Key(
        "extends", .sectionOrText(ExtendsKeys.table, text: ExtendsKeys.service.name),
        "a service whose keys this one takes over and adds to")
    package static let profiles = Key(
        "profiles", .list(of: "names"), "the service is there only where one of these profiles is chosen")
    package static let healthCheck = Key(
        "healthcheck", .section(HealthCheckKeys.table), "how holos finds out whether the guest does its work")
    package static let restart = Key(
        "restart", .text,
        "`no`, `always`, `on-failure`, `on-failure:<attempts>` or `unless-stopped`: whether the command is started again; "
            + "without `command` the VM, which is planned", default: "`no`")
    package static let stopGracePeriod = Key(
        "stop_grace_period", .duration, "how long the guest may take to power off before it is ended",
        default: "`\(Service.defaultStopGracePeriod)`")
    package static let postStart = Key(
        "post_start", .sections(HookKeys.table), "commands run in the guest after each start, once it is provisioned")
    package static let preStop = Key(
        "pre_stop", .sections(HookKeys.table), "commands run in the guest before it is stopped")

    package static let ports = Key(
        "ports", .entries(PortKeys.table, short: .port, unique: ["host_ip", "target", "published", "protocol"]),
        "ports of the host that lead to the guest; UDP and IPv6 are planned")
    package static let expose = Key(
        "expose", .list(of: "ports"), "ports that other guests use; checked, but every port is open to them")
    package static let networks = Key(
        "networks", .names(of: "networks", AttachmentKeys.table),
        "networks that the guest is on; others than a plain "
            + "`default` are planned", default: "`default`")
    package static let macAddress = Key(
        "mac_address", .text, "hardware address on the first network", fate: .planned)
    package static let hostname = Key(
        "hostname", .text, "hostname of the guest; only for a service of one instance",
        default: "the instance's name")
    package static let domainName = Key("domainname", .text, "domain behind the hostname; `hostname -f` shows both")
    package static let extraHosts = Key("extra_hosts", .hosts, "lines for the guest's `/etc/hosts`")
    package static let dns = Key("dns", .oneOrMore(of: "addresses"), "resolvers of the guest")
    package static let dnsSearch = Key(
        "dns_search", .oneOrMore(of: "domains"), "domains that short names are tried in")

    package static let command = Key(
        "command", .command, "what the guest runs as a service of its init; no shell reads it")
    package static let entrypoint = Key("entrypoint", .command, "stands in front of `command`")
    package static let environment = Key(
        "environment", .pairs(of: "variables"),
        "variables of the command and of logins; one without a value takes that "
            + "of holos' own variables")
    package static let envFile = Key(
        "env_file", .entries(EnvFileKeys.table, short: .envFile, unique: ["path"]),
        "files of variables; later ones win, `environment` wins over all")
    package static let user = Key("user", .text, "user of the command, `name` or `name:group`", default: "`root`")
    package static let groups = Key("group_add", .list(of: "groups"), "further groups of the command")
    package static let workingDirectory = Key("working_dir", .text, "absolute path, made if missing", default: "`/`")
    package static let stopSignal = Key("stop_signal", .text, "what asks the command to end", default: "`SIGTERM`")
    package static let limits = Key(
        "ulimits", .named(LimitKeys.table), "limits of the command, by name: a number, or `soft` and `hard`")
    package static let configs = Key(
        "configs", .entries(GrantKeys.table, short: .grant, unique: ["target"]), "files on the guest's disk")
    package static let secrets = Key(
        "secrets", .entries(GrantKeys.table, short: .grant, unique: ["target"]), "files in the guest's memory")
    package static let volumes = Key(
        "volumes", .entries(MountKeys.table, short: .volume, unique: ["target"]),
        "folders and disks mounted in the guest",
        fate: .planned)
    package static let tmpfs = Key(
        "tmpfs", .oneOrMore(of: "paths"), "file systems in the guest's memory, `path` or `path:options`", fate: .planned
    )
    package static let labels = Key("labels", .pairs(of: "labels"), "kept with the service")
    package static let labelFile = Key(
        "label_file", .oneOrMore(of: "paths"), "files of labels; `labels` wins over them")
    package static let cloudInit = Key(
        "cloud_init", .section(CloudInitKeys.table), "what the guest is given on its first boot")

    package static let table = KeyTable(
        "in a service",
        keys: [
            image, imageFormat, imageOS, build, pullPolicy, platform, vm, cpus, cpuCount, memoryLimit,
            memoryReservation,
            devices, replicas, scale, deploy, dependsOn, extends, profiles, healthCheck, restart, stopGracePeriod,
            postStart,
            preStop, ports, expose, networks, macAddress, hostname, domainName, extraHosts, dns, dnsSearch, command,
            entrypoint, environment, envFile, user, groups, workingDirectory, stopSignal, limits, configs, secrets,
            volumes, tmpfs, labels, labelFile, cloudInit,
        ] + meaningless + refused)
}
