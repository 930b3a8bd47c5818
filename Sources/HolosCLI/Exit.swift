internal import ArgumentParser
internal import HolosModel
internal import HolosSystem

/// The one way out of the process: every failure becomes a message on stderr and a documented exit code.
enum Exit {
    /// Runs the command and exits with what it came to.
    static func with(_ command: () async throws -> Void) async -> Never {
        do {
            try await command()
            Console.exit(0)
        } catch let code as ExitCode {
            Console.exit(code.rawValue)
        } catch is CancellationError {
            Console.error("error: interrupted")
            Console.exit(ExitStatus.interrupted.rawValue)
        } catch let error as any HolosError {
            Console.error(error.description)
            Console.exit(error.exitStatus.rawValue)
        } catch {
            // Help, version and usage errors of the argument parser; anything else is a plain failure.
            let code = HolosCommand.exitCode(for: error)
            let text = HolosCommand.fullMessage(for: error)
            if code == .success {
                Console.out(text)
            } else {
                Console.error(text.prefix(1).lowercased() + text.dropFirst())
            }
            Console.exit(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
        }
    }
}
