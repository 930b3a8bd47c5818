internal import HolosModel

/// Reads `post_start` and `pre_stop`.
struct HookDecoder {
    let context: DecodingContext

    func decode(_ reader: NodeReader) -> [LifecycleHook] { reader.sections().compactMap(hook) }

    private func hook(_ keys: MappingReader) -> LifecycleHook? {
        var environment: [String: String] = [:]
        if let reader = keys[HookKeys.environment] {
            EnvironmentDecoder(context: context).variables(reader, into: &environment)
        }
        let user = keys[HookKeys.user].flatMap(ServiceCommandDecoder.user)
        let directory = keys[HookKeys.workingDirectory].flatMap(ServiceCommandDecoder.workingDirectory)
        guard let command = keys.required(HookKeys.command, of: "a hook", at: keys.node) else { return nil }
        if command.node.isNull {
            command.unexpected()
            return nil
        }
        guard let words = ServiceCommandDecoder.words(command) else { return nil }
        guard words.first?.isEmpty == false else {
            command.error("expected a program as the first word")
            return nil
        }
        var hook = LifecycleHook(command: .argv(words))
        hook.user = user
        hook.workingDirectory = directory
        hook.environment = environment
        return hook
    }
}
