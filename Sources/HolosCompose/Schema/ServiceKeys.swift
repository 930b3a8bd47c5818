internal import HolosModel

/// `services.<name>`.
package enum ServiceKeys {
    package static let extends = Key(
        "extends", .sectionOrText(ExtendsKeys.table, text: ExtendsKeys.service.name),
        "a service whose keys this one takes over and adds to")
    package static let profiles = Key(
        "profiles", .list(of: "names"), "the service is there only where one of these profiles is chosen")
    package static let image = Key("image", .text, "path of the base disk", required: true)
    package static let imageFormat = Key(
        "image_format", .choice(of: DiskFormat.self), "format of the base disk", default: "read from the disk's header")
    package static let imageOS = Key(
        "image_os", .choice(of: GuestOS.self), "init system of the image", default: "`\(GuestOS.systemd.rawValue)`")
    package static let replicas = Key("replicas", .integer(0...256), "number of instances", default: "`1`")
    package static let vm = Key("vm", .section(MachineKeys.table), "the virtual hardware")
    package static let ports = Key("ports", .list(of: "ports"), "TCP ports of the host that lead to the guest")
    package static let dependsOn = Key(
        "depends_on", .names(of: "services", DependencyKeys.table), "services that must run before this one starts")
    package static let healthCheck = Key(
        "healthcheck", .section(HealthCheckKeys.table), "how holos finds out whether the guest does its work")
    package static let stopGracePeriod = Key(
        "stop_grace_period", .duration, "how long the guest may take to power off before it is ended",
        default: "`\(Service.defaultStopGracePeriod)`")
    package static let cloudInit = Key(
        "cloud_init", .section(CloudInitKeys.table), "what the guest is given on its first boot")

    package static let table = KeyTable(
        "in a service",
        keys: [
            image, imageFormat, imageOS, replicas, vm, ports, dependsOn, healthCheck,
            stopGracePeriod, cloudInit,
            extends, profiles,
        ],
        notYet: [
            "annotations", "attach", "blkio_config", "build", "cap_add", "cap_drop", "cgroup", "cgroup_parent",
            "command", "configs", "container_name", "cpu_count", "cpu_percent", "cpu_period", "cpu_quota",
            "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpus", "cpuset", "credential_spec", "deploy", "develop",
            "device_cgroup_rules", "devices", "dns", "dns_opt", "dns_search", "dockerfile", "domainname", "entrypoint",
            "env_file", "environment", "expose", "external_links", "extra_hosts", "gpus", "group_add",
            "hostname", "init", "ipc", "isolation", "label_file", "labels", "links", "logging", "mac_address",
            "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit", "models", "network_mode", "networks",
            "oom_kill_disable", "oom_score_adj", "pid", "pids_limit", "platform", "post_start", "pre_stop",
            "privileged", "provider", "pull_policy", "pull_refresh_after", "read_only", "restart",
            "runtime", "scale", "secrets", "security_opt", "shm_size", "stdin_open", "stop_signal", "storage_opt",
            "sysctls", "tmpfs", "tty", "ulimits", "use_api_socket", "user", "userns_mode", "uts", "volumes",
            "volumes_from", "working_dir",
        ])
}
