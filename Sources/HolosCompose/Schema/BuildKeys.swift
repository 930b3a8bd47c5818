/// `services.<name>.build` (Compose Build Specification).
package enum BuildKeys {
    package static let context = Key("context", .text, "folder whose files can be used", default: "`.`", fate: .planned)
    package static let dockerfile = Key(
        "dockerfile", .text, "path below the context", default: "`Dockerfile`", fate: .planned)
    package static let dockerfileInline = Key(
        "dockerfile_inline", .content, "what `dockerfile` would hold", fate: .planned)
    package static let args = Key("args", .pairs(of: "arguments"), "values of `ARG`", fate: .planned)
    package static let target = Key("target", .text, "stage to build", default: "the last", fate: .planned)
    package static let additionalContexts = Key(
        "additional_contexts", .pairs(of: "folders"), "further folders, by name", fate: .planned)
    package static let labels = Key("labels", .pairs(of: "labels"), "labels of the image", fate: .planned)
    package static let extraHosts = Key("extra_hosts", .hosts, "lines for `/etc/hosts` while building", fate: .planned)
    package static let secrets = Key(
        "secrets", .entries(GrantKeys.table, short: .grant, unique: ["target"]),
        "secrets of the steps; `target` is "
            + "their id", fate: .planned)
    package static let noCache = Key("no_cache", .boolean, "build every layer anew", default: "`false`", fate: .planned)
    package static let pull = Key("pull", .boolean, "fetch base images anew", default: "`false`", fate: .planned)
    package static let platforms = Key("platforms", .list(of: "platforms"), "what to build for", fate: .planned)
    package static let tags = Key("tags", .list(of: "image names"), "further names of the image", fate: .planned)

    private static let cache = "layers are kept and found again on this host"
    private static let privileges = "a step is root in a VM of its own"
    private static let attestation = "images are not published"

    package static let table = KeyTable(
        "in `build`",
        keys: [
            context, dockerfile, dockerfileInline, args, target, additionalContexts, labels, extraHosts, secrets,
            noCache, pull, platforms, tags,
            .meaningless("cache_from", cache),
            .meaningless("cache_to", cache),
            .meaningless("entitlements", privileges),
            .meaningless("isolation", privileges),
            .meaningless("privileged", privileges, idle: ["false"]),
            .meaningless("provenance", attestation, idle: ["false"]),
            .meaningless("sbom", attestation, idle: ["false"]),
            .meaningless("shm_size", "`/dev/shm` takes up to half of the memory"),
            .meaningless("ulimits", "a step has the limits of its VM"),
            .refused(
                "network", "steps reach the outside and nothing else", hint: "leave it out", idle: ["default"]),
            .refused("ssh", "keys and agents of yours stay outside of builds", hint: "give the step a key as a secret"),
        ])
}
