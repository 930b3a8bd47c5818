import HolosCompose
import HolosTestSupport
import SystemPackage
import Testing

/// The tables of keys, the page that shows them and the specification that they follow.
@Suite struct KeyTableTests {
    /// Every table, each once, by its place.
    static let tables = collect(ProjectKeys.table)

    private static func collect(_ table: KeyTable) -> [KeyTable] {
        var places: Set<String> = []
        func walk(_ table: KeyTable) -> [KeyTable] {
            guard places.insert(table.place).inserted else { return [] }
            return [table] + table.keys.compactMap(\.kind.table).flatMap(walk)
        }
        return walk(table)
    }

    private static let page = Here.repository.appending("docs/compose.md")
    private static let head = "| key | expected | default | fate | meaning |\n|---|---|---|---|---|"

    /// `HOLOS_RECORD_GOLDENS=1` writes the tables into the page instead of comparing them.
    @Test func `the page shows every table as it is`() throws {
        var text = try Here.text(Self.page)
        for table in Self.tables {
            let marker = "<!-- keys: \(table.place) -->\n"
            let parts = text.split(separator: marker, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                Issue.record("docs/compose.md has no place for the keys \(table.place)")
                continue
            }
            // The table ends with an empty line; a place without one is to be filled.
            let end = parts[1].hasPrefix("\n") ? nil : parts[1].firstRange(of: "\n\n")?.lowerBound
            let shown = parts[1][..<(end ?? parts[1].startIndex)]
            let wanted = "\(Self.head)\n\(table.markdown)"
            if Golden.records {
                text = parts[0] + marker + wanted + "\n" + parts[1].dropFirst(shown.isEmpty ? 0 : shown.count + 1)
            } else {
                #expect(shown == wanted, "record docs/compose.md with HOLOS_RECORD_GOLDENS=1")
            }
        }
        if Golden.records { try Here.write(text, to: Self.page) }
    }

    @Test(arguments: tables.indices)
    func `no key is listed twice, and every reason is told`(index: Int) {
        let table = Self.tables[index]
        #expect(Set(table.keys.map(\.name)).count == table.keys.count, "\(table.place)")
        for key in table.keys {
            #expect(!key.summary.isEmpty && !key.summary.hasSuffix("."), "\(key.name) \(table.place)")
            if case .refused(_, let hint) = key.fate { #expect(!hint.isEmpty, "\(key.name) \(table.place)") }
        }
    }

    /// The fixture lists the paths of compose-spec.schema.json, `*` for a name that the user chooses.
    @Test func `every key of the specification has a row, or stands below one without effect`() throws {
        let paths = try Here.text(Here.folder.appending("Fixtures/specification-keys.txt")).split(separator: "\n")
        #expect(paths.count > 300)
        for path in paths {
            var table: KeyTable? = ProjectKeys.table
            var last: Key?
            for word in path.split(separator: ".") where word != "*" {
                guard let current = table else {
                    // The old form of `external`, which its decoder refuses with words of its own.
                    let isOldForm = last?.name == "external" && word == "name"
                    #expect(last?.fate.isRead == false || isOldForm, "\(path)")
                    break
                }
                guard let key = current.key(String(word)) else {
                    Issue.record("\(path) has no row")
                    break
                }
                last = key
                table = key.kind.table
            }
        }
    }
}
