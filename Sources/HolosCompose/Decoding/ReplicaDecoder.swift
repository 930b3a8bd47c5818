/// Reads how many instances a service has: `replicas`, `scale` and `deploy.replicas`, which must agree.
enum ReplicaDecoder {
    static func decode(_ service: MappingReader, deploy: MappingReader?) -> Int {
        var count = Agreement<Int>()
        for key in [ServiceKeys.replicas, ServiceKeys.scale] {
            let reader = service[key]
            count.add(reader?.integer(), key.name, reader)
        }
        let reader = deploy?[DeployKeys.replicas]
        count.add(reader?.integer(), "deploy.replicas", reader)
        return count.value ?? 1
    }
}
