extension ServiceKeys {
    private static let capabilities = "capabilities guard the kernel of a host, and the guest has one of its own"
    private static let controlGroup = "a VM is no group of the host's processes"
    private static let namespaces = "a VM shares none of this with the host or with other services"
    private static let exhaustion = "a VM can exhaust only its own memory"

    /// What concerns only how containers are made, or what a VM gives anyway.
    static let meaningless: [Key] = [
        .meaningless("annotations", "they are read by the runtimes of containers: use `labels`"),
        .meaningless("attach", "`holos up` shows no output of guests: use `holos logs`", idle: ["true"]),
        .meaningless("cap_add", capabilities + ", whose root has all of them"),
        .meaningless("cap_drop", capabilities),
        .meaningless("cgroup", controlGroup),
        .meaningless("cgroup_parent", controlGroup),
        .meaningless("container_name", "instances are called after their service, as in `web-0`"),
        .meaningless("cpu_shares", "the processors of VMs are all of the same weight", idle: ["0"]),
        .meaningless("develop", "there is no command that watches files"),
        .meaningless("device_cgroup_rules", "the guest has devices of its own"),
        .meaningless("init", "the guest has an init of its own", idle: ["false"]),
        .meaningless("ipc", namespaces),
        .meaningless("isolation", "a VM is isolated by a kernel of its own"),
        .meaningless("logging", "the guest keeps its own logs, `holos logs` shows its console"),
        .meaningless("mem_swappiness", "a guest decides itself what it swaps"),
        .meaningless("memswap_limit", "a guest decides itself what it swaps", idle: ["0"]),
        .meaningless("oom_kill_disable", exhaustion, idle: ["false"]),
        .meaningless("oom_score_adj", exhaustion, idle: ["0"]),
        .meaningless("pid", namespaces),
        .meaningless("pids_limit", "a VM can exhaust only its own table of processes", idle: ["0", "-1"]),
        .meaningless("privileged", "root of a guest rules all of it, and nothing of the host", idle: ["false"]),
        .meaningless("runtime", "there is one runtime: QEMU"),
        .meaningless(
            "security_opt", "it says how the kernel of a host guards itself, and the guest has one of its own"),
        .meaningless("shm_size", "`/dev/shm` of a guest takes up to half of its memory: see `mem_limit`"),
        .meaningless("stdin_open", "nothing is attached to the input of the guest's command", idle: ["false"]),
        .meaningless("tty", "the guest has a console of its own", idle: ["false"]),
        .meaningless("userns_mode", namespaces),
        .meaningless("uts", namespaces),
    ]
}
