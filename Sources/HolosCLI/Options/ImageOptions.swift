internal import ArgumentParser
internal import HolosEngine
internal import HolosModel
internal import SystemPackage

/// When publishers are asked for images that compose files name.
enum PullChoice: String, ExpressibleByArgument, CaseIterable {
    case always, missing, never

    var policy: PullPolicy {
        switch self {
        case .always: .always
        case .missing: .missing
        case .never: .never
        }
    }
}

/// Options of commands that make instances from images.
struct ImageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "always, missing or never: when publishers are asked for images, instead of the services' pull_policy.",
            valueName: "when"))
    var pull: PullChoice?

    @Flag(help: "Fail unless holos.images.lock is there; where it is, it is enforced anyway.")
    var locked = false

    @Option(
        help: ArgumentHelp(
            "The lock of the images to enforce (default: holos.images.lock beside the compose file).", valueName: "path"
        ),
        completion: .file())
    var lockfile: String?

    var engineOptions: Engine.ImageOptions {
        var options = Engine.ImageOptions()
        options.pull = pull?.policy
        options.isLocked = locked
        options.lockfile = lockfile.map { FilePath($0) }
        return options
    }
}
