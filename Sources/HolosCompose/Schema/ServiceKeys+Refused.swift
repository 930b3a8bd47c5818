extension ServiceKeys {
    private static let share = "the processor time of a VM is not limited"

    /// What would change a workload, or lift a restriction, if it were ignored.
    static let refused: [Key] = [
        .refused(
            "blkio_config", "the disk bandwidth of a VM is not limited", hint: "leave it out if that is good enough"),
        .refused("cpu_percent", share, hint: "give it fewer processors with `cpus`", idle: ["0"]),
        .refused("cpu_period", share, hint: "write `cpus`, which is `cpu_quota` divided by `cpu_period`", idle: ["0"]),
        .refused(
            "cpu_quota", share, hint: "write `cpus`, which is `cpu_quota` divided by `cpu_period`", idle: ["0", "-1"]),
        .refused(
            "cpu_rt_period", "the host gives VMs no real-time scheduling", hint: "leave it out", idle: ["0"]),
        .refused(
            "cpu_rt_runtime", "the host gives VMs no real-time scheduling", hint: "leave it out", idle: ["0"]),
        .refused(
            "cpuset", "VMs are not bound to processors of the host", hint: "say how many it has with `cpus`"),
        .refused("credential_spec", "guests run Linux", hint: "leave it out"),
        .refused(
            "dns_opt", "the options of the guest's resolver are its own",
            hint: "write its configuration with `cloud_init.write_files`"),
        .refused(
            "dockerfile", "holos has it below `build`", hint: "write `build: { context: ., dockerfile: … }`"),
        .refused(
            "external_links", "guests reach only services of their own project",
            hint: "publish a port of the other one, and name the host with `extra_hosts`"),
        .refused(
            "gpus", "a GPU cannot be shared with a VM", hint: "give it a whole one by `devices: [{ pci: … }]`"),
        .refused(
            "links", "guests find each other by the names of services without it",
            hint: "use the service's name, and `depends_on` for the order of their start"),
        .refused("models", "there is no runner of AI models", hint: "run one in a service"),
        .refused(
            "network_mode", "a VM is on networks of its project and on no other",
            hint: "leave it out, and publish what others need with `ports`", idle: ["bridge", "default"]),
        .refused(
            "pre_start", "there are no further VMs for single commands",
            hint: "use `cloud_init.bootcmd`, or a service that others wait for with `service_completed_successfully`"),
        .refused("provider", "every service is a VM", hint: "start it by other means, and leave the service out"),
        .refused(
            "pull_refresh_after", "the specification has another key for it", hint: "write `pull_policy: every_12h`"),
        .refused(
            "read_only", "the root disk of a guest can be written to",
            hint: "leave it out: instances have disks of their own, and their image is never written", idle: ["false"]),
        .refused(
            "storage_opt", "there is no storage driver", hint: "write `vm.disk_size` for the size of the root disk"),
        .refused(
            "sysctls", "holos does not set them in the guest",
            hint: "write a file below `/etc/sysctl.d` with `cloud_init.write_files`"),
        .refused(
            "use_api_socket", "there is no daemon that a guest could ask", hint: "leave it out", idle: ["false"]),
        .refused(
            "volumes_from", "mounts belong to one service", hint: "name the same volumes in both services"),
    ]
}
