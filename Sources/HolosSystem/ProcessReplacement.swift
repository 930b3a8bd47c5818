internal import CHolosLinux
internal import Glibc
package import SystemPackage

/// Becoming another program.
package enum ProcessReplacement {
    /// Replaces this process by the program; returns only by throwing.
    package static func become(_ executable: FilePath, arguments: [String]) throws(SystemError) -> Never {
        // An ignored signal stays ignored across exec.
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        var argv = ([executable.string] + arguments).map { strdup($0) } + [nil]
        execv(executable.string, &argv)
        throw SystemError("cannot run `\(executable)`", errno: currentErrno)
    }
}
