package import HolosModel

/// The JSON Schema of compose files, for editors and checkers: made of the tables of keys, as is all that reads files.
///
/// It refuses no file that holos takes; what only decoders can tell, it lets pass. Keys that must be there are required
/// only within lists: a file may leave the rest to another one.
package enum ComposeSchema {
    /// JSON Schema 2020-12.
    package static var document: YAMLValue {
        var builder = SchemaBuilder()
        let root = builder.object(ProjectKeys.table, at: "holos.yaml")
        var map: YAMLMap = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:holos:schema:compose",
            "description":
                "A stack of virtual machines. Written by scripts/generate-docs (`make docs`). Do not edit.",
        ]
        for entry in root.entries { map.append(entry.key, entry.value) }
        map.append("$defs", .map(builder.definitions))
        return .map(map)
    }
}
