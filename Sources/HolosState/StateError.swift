package import HolosModel
package import HolosSystem
package import SystemPackage

/// What is wrong with the state directory, or stands in the way of using it.
package enum StateError: HolosError {
    case unusable(root: FilePath, reason: String)
    case newerSchema(file: FilePath, found: Int, known: Int)
    case unreadableRecord(FilePath, reason: String)
    case socketPathTooLong(directory: FilePath, limit: Int, hasRuntimeDirectory: Bool)
    case locked(project: ProjectName, holder: ProcessID?, command: String, age: Duration?, waited: Duration)
    case noSuchProject(ProjectName, known: [ProjectName])
    case full(root: FilePath, free: ByteSize, needed: ByteSize)

    package var exitStatus: ExitStatus {
        switch self {
        case .unusable, .newerSchema, .unreadableRecord, .socketPathTooLong, .full: .stateUnusable
        case .locked: .locked
        case .noSuchProject: .notFound
        }
    }

    package var message: String {
        switch self {
        case .unusable(let root, let reason):
            "the state directory `\(root)` cannot be used: \(reason)"
        case .newerSchema(let file, let found, let known):
            "`\(file)` was written by a newer holos (schema \(found), this one knows \(known))"
        case .unreadableRecord(let path, let reason):
            "the record `\(path)` cannot be read: \(reason)"
        case .socketPathTooLong(let directory, let limit, _):
            "the path `\(directory)` is too long for sockets: "
                + "\(directory.string.utf8.count) bytes, at most \(limit) are possible"
        case .locked(let project, let holder, let command, let age, let waited):
            "project `\(project)` is locked"
                + (holder.map { " by process \($0)\(command.isEmpty ? "" : " (`\(command)`)")" } ?? "")
                + (age.map { ", running for \($0.components.seconds) s" } ?? "")
                + (waited >= .seconds(1) ? "; waited \(waited.components.seconds) s" : "")
        case .noSuchProject(let name, _):
            "there is no project `\(name)`"
        case .full(let root, let free, let needed):
            "the file system of the state directory `\(root)` is full: \(free.rounded) free, "
                + "at least \(needed.rounded) needed"
        }
    }

    package var hints: [String] {
        switch self {
        case .unusable: ["name another directory with `--state-dir` or HOLOS_STATE_DIR"]
        case .newerSchema: ["update holos"]
        case .unreadableRecord:
            ["nothing was changed, and the disks are untouched; `holos check` says how to mend it"]
        case .socketPathTooLong(_, _, let hasRuntimeDirectory):
            hasRuntimeDirectory
                ? ["use shorter project and service names"]
                : ["use a shorter state directory, or set XDG_RUNTIME_DIR"]
        case .locked: ["wait longer with `--lock-timeout`, or end the other command"]
        case .noSuchProject(let name, let known):
            NearMiss.suggestion(for: name.text, among: known.map(\.text)).map { ["did you mean `\($0)`?"] }
                ?? ["`holos ps` lists the projects"]
        case .full: ["free some space, or name another directory with `--state-dir` or HOLOS_STATE_DIR"]
        }
    }
}
