internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// `holos check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look for damage in what holos has recorded, and say how to mend it.",
        discussion: "Changes nothing. Exit code 73 where something was found.")

    @Argument(help: "The projects (default: all).")
    var projects: [String] = []

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        let problems = try await engine.check(try Target.projects(projects, engine: engine))
        switch format {
        case .json: try JSONOutput.show(problems)
        case .table:
            for problem in problems {
                let kept = problem.kept.map { ", kept disk \($0)" } ?? ""
                let name = problem.instance.map { "\(problem.project)/\($0)\(kept)" } ?? problem.project.text
                Console.out("\(name): \(problem.problem)\n    \(problem.remedy)")
            }
            if problems.isEmpty { Console.error("nothing is wrong") }
        }
        if !problems.isEmpty { throw ExitCode(ExitStatus.stateUnusable.rawValue) }
    }
}
