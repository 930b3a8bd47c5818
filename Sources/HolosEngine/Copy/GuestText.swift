internal import HolosGuest

/// Shell texts for the guest's side of a copy. They need a POSIX shell and a tar, GNU's or BusyBox's.
enum GuestText {
    /// Says what stands at the path, as a `CopyKind`.
    static func kind(_ path: CopyPath) -> String {
        let (path, folder) = (word(path.text), word(path.folder))
        return """
            if [ -d \(path) ]; then echo folder
            elif [ -e \(path) ] || [ -L \(path) ]; then echo file
            elif [ -d \(folder) ]; then echo nothing
            else echo unreachable
            fi
            """
    }

    /// Takes a tar stream.
    ///
    /// - Parameter sent: the name that the archive has a single file under.
    static func receive(_ target: CopyTarget, sent: String = "") -> String {
        switch target {
        case .into(let folder): return "exec tar -xpf - -C \(word(folder))"
        case .content(let folder):
            return "mkdir -p \(word(folder)) && exec tar -xpf - -C \(word(folder))"
        case .named(let name, let folder):
            // Beside its place, so that the name never stands for half a file.
            return """
                d=$(mktemp -d \(word(folder))/.holos-copy.XXXXXX) || exit
                trap 'rm -rf "$d"' EXIT
                tar -xpf - -C "$d" && mv -f "$d"/\(ShellWords.quote(sent)) \(word(folder))/\(ShellWords.quote(name))
                """
        }
    }

    /// Writes a tar stream of what stands at the path, under its own name; of a folder's content where it has none.
    static func send(_ path: CopyPath) -> String {
        "exec tar -cf - -C \(word(path.folder)) ./\(path.name.map(ShellWords.quote) ?? "")"
    }

    /// The path as a word that no program takes for an option.
    private static func word(_ path: String) -> String {
        ShellWords.quote(path.hasPrefix("-") ? "./\(path)" : path)
    }
}
