package import HolosHost
package import HolosState
package import HolosSystem
package import SystemPackage

/// What the engine works with: the state directory, the host's programs, the environment. Passed in, so that tests
/// choose each.
package struct EngineContext: Sendable {
    package let store: StateStore
    package let tools: HostTools
    package let runner: CommandRunner
    /// The environment of the holos process.
    package let environment: [String: String]
    /// The holos binary that becomes the launcher.
    package let executable: FilePath

    package init(
        store: StateStore, tools: HostTools, runner: CommandRunner = .live, environment: [String: String],
        executable: FilePath = "/proc/self/exe"
    ) {
        self.store = store
        self.tools = tools
        self.runner = runner
        self.environment = environment
        self.executable = executable
    }

    /// Kernel-made processes that may run at once: creating and launching is bound by the processor.
    package var parallelism: Int { Processors.count * 2 }
}
