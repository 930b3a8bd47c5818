/// One option value of QEMU, `driver,key=value,…`, the only place where such a string is put together.
///
/// QEMU splits at commas; a comma inside a value is written twice (qemu(1), "-drive"; `qemu_opts_parse`).
package struct QEMUOption: Sendable, Hashable, CustomStringConvertible {
    private var parts: [String]

    /// An option that starts with a bare word, e.g. the driver of `-device`.
    package init(_ head: String? = nil) { parts = head.map { [Self.escaped($0)] } ?? [] }

    /// Adds `key=value`.
    package func adding(_ key: String, _ value: some CustomStringConvertible) -> QEMUOption {
        var result = self
        result.parts.append("\(key)=\(Self.escaped(value.description))")
        return result
    }

    /// Adds `key=on` or `key=off`.
    package func adding(_ key: String, _ value: Bool) -> QEMUOption { adding(key, value ? "on" : "off") }

    package var description: String { parts.joined(separator: ",") }

    private static func escaped(_ value: String) -> String {
        // By scalars: a comma with a combining character after it is another `Character`, and to QEMU still a comma.
        var result = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            result.append(scalar)
            if scalar == "," { result.append(scalar) }
        }
        return String(result)
    }
}
