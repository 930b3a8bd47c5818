internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// A kind of text that a user writes, read whole and within a limit.
struct TextFile {
    let what: String
    /// Bytes.
    let limit: Int
    /// What to do about one that does not exist.
    let missingHint: String

    static let compose = TextFile(
        what: "a compose file", limit: ParseLimits.fileSize,
        missingHint: "name the file with `-f`, or change to its folder")
    static let env = TextFile(
        what: "an env file", limit: ParseLimits.envFileSize, missingHint: "name the file with `--env-file`")

    /// The bytes of a file; a FIFO, device or folder is refused at once.
    ///
    /// - Parameter name: as messages name it.
    /// - Throws: `.notFound` when it does not exist, `.invalidFile` when it is no such text.
    func read(_ file: FilePath, named name: String) throws(ComposeError) -> [UInt8] {
        // What people write where they want no env file.
        if file == "/dev/null" { return [] }
        do {
            if let facts = try Files.facts(file), facts.isRegular, facts.size > limit { throw tooLarge(name) }
            return try Files.read(file, limit: limit)
        } catch let error as ComposeError {
            throw error
        } catch let error as SystemError {
            throw ComposeError(
                error.errno == nil ? .invalidFile : error.exitStatus,
                error.message.replacing("`\(file)`", with: "`\(name)`"),
                hints: error.errno == nil
                    ? hints(for: file) : error.exitStatus == .notFound ? [missingHint] : error.hints)
        } catch {
            throw ComposeError(.failed, "cannot read `\(name)`: \(error)")
        }
    }

    /// The bytes of the standard input.
    func readStandardInput() throws(ComposeError) -> [UInt8] {
        do {
            let bytes = try StandardStream.input.read(atMost: limit + 1)
            guard bytes.count <= limit else { throw tooLarge(ComposeSources.standardInputName) }
            return bytes
        } catch let error as ComposeError {
            throw error
        } catch {
            throw ComposeError(.failed, (error as? SystemError)?.message ?? "cannot read the standard input")
        }
    }

    private func tooLarge(_ name: String) -> ComposeError {
        ComposeError(
            .invalidFile, "`\(name)` is larger than \(limit >> 20) MiB",
            hints: ["\(what) is a short text: is this the right file?"])
    }

    private func hints(for file: FilePath) -> [String] {
        let facts = (try? Files.facts(file)) ?? nil
        return facts?.isDirectory == true ? ["name a file in it"] : ["a text from a pipe is read with `-f -`"]
    }
}
