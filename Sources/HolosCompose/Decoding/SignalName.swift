internal import HolosModel

/// Reads the name or number of a signal (signal(7)).
enum SignalName {
    private static let numbers = [
        "HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "USR1": 10, "USR2": 12, "ALRM": 14, "TERM": 15, "CONT": 18,
        "STOP": 19, "TSTP": 20, "TTIN": 21, "TTOU": 22, "URG": 23, "XCPU": 24, "XFSZ": 25, "VTALRM": 26, "PROF": 27,
        "WINCH": 28, "IO": 29, "PWR": 30, "SYS": 31, "ILL": 4, "TRAP": 5, "BUS": 7, "FPE": 8, "SEGV": 11, "PIPE": 13,
        "STKFLT": 16, "CHLD": 17,
    ]

    /// The name with `SIG` in front, e.g. `SIGUSR1`, `SIGRTMIN+3`.
    static func decode(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        if let number = Int(text), let name = numbers.first(where: { $0.value == number })?.key { return "SIG" + name }
        let upper = text.uppercased()
        let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
        if numbers[name] != nil { return "SIG" + name }
        // systemd stops by SIGRTMIN+3 what is itself an init.
        if name == "RTMIN" || name == "RTMAX" { return "SIG" + name }
        if name.hasPrefix("RTMIN+"), let offset = Int(name.dropFirst(6)), (1...30).contains(offset) {
            return "SIGRTMIN+\(offset)"
        }
        let near = NearMiss.suggestion(for: "SIG" + name, among: numbers.keys.map { "SIG" + $0 })
        reader.error(
            "unknown signal \(Wording.quoted(text))",
            hints: [near.map { "did you mean `\($0)`?" } ?? "write for example `SIGUSR1`"])
        return nil
    }
}
