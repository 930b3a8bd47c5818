internal import HolosModel

/// How an image is made, as the compose file has it.
struct BuildDocument {
    let build: Build

    var map: YAMLMap {
        var map: YAMLMap = ["context": .string(build.context)]
        map.add("dockerfile", build.dockerfile.map(YAMLValue.string))
        map.add("dockerfile_inline", build.dockerfileInline.map(YAMLValue.string))
        map.add("args", .pairs(build.args))
        map.add("additional_contexts", .pairs(build.additionalContexts))
        map.add("target", build.target.map(YAMLValue.string))
        map.add("labels", .pairs(build.labels))
        map.add("extra_hosts", .hosts(build.extraHosts))
        map.add("secrets", .list(build.secrets.map(YAMLValue.grant)))
        map.add("no_cache", .flag(build.noCache))
        map.add("pull", .flag(build.pull))
        map.add("platforms", .strings(build.platforms))
        // The first one is the service's `image`.
        map.add("tags", .strings(Array(build.tags.dropFirst())))
        return map
    }
}
