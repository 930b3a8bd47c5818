internal import HolosModel

/// Reads `platform`: `os[/architecture[/variant]]` in the words of the OCI image specification.
enum PlatformDecoder {
    private static let architectures = [
        "386", "amd64", "arm", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x",
    ]
    /// What the kernel and users call them.
    private static let otherNames = ["aarch64": "arm64", "i386": "386", "x86_64": "amd64", "x86-64": "amd64"]

    /// The platform; nil also for `linux` alone, which is that of the host.
    static func decode(_ reader: NodeReader) -> Platform? {
        guard let text = reader.text(.line) else { return nil }
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let known = architectures + otherNames.keys
        guard parts.count <= 3, parts[0] == "linux" else {
            let isArchitecture = parts.count == 1 && known.contains(parts[0])
            reader.error(
                "expected `linux/<architecture>`, found \(Wording.quoted(text))",
                hints: [isArchitecture ? "write `linux/\(parts[0])`" : "guests run Linux"])
            return nil
        }
        guard parts.count > 1 else { return nil }
        let architecture = otherNames[parts[1]] ?? parts[1]
        let variant = parts.count > 2 ? parts[2] : nil
        let isVariant = variant.map { $0.first == "v" && $0.count > 1 && $0.dropFirst().allSatisfy(\.isNumber) } ?? true
        guard architectures.contains(architecture), isVariant else {
            let near = NearMiss.suggestion(for: parts[1], among: architectures)
            reader.error(
                "unknown platform \(Wording.quoted(text))",
                hints: [
                    near.map { "did you mean `linux/\($0)`?" }
                        ?? "the architectures are \(Wording.choices(architectures))"
                ])
            return nil
        }
        return Platform(os: "linux", architecture: architecture, variant: variant)
    }
}
