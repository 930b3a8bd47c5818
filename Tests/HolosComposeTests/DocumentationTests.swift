import HolosCompose
import SystemPackage
import Testing

/// docs/compose.md says what is true.
@Suite struct DocumentationTests {
    @Test func `every example of the page is a good file`() throws {
        let page = try Here.text(Here.repository.appending("docs/compose.md"))
        let blocks = page.split(separator: "```yaml\n").dropFirst().compactMap { $0.split(separator: "```").first }
        #expect(blocks.count >= 4)
        for block in blocks { #expect(Compose.errors(String(block)) == [], "\(block)") }
    }

    @Test func `the env file of the page sets what the page says`() throws {
        let page = try Here.text(Here.repository.appending("docs/compose.md"))
        let section = try #require(page.split(separator: "### `.env` files\n").last)
        let block = try #require(section.split(separator: "```").dropFirst().first)
        let log = DiagnosticLog()
        let source = SourceText(file: ".env", bytes: Array(block.utf8))
        let file = EnvFile.parse(source, variables: Variables(), log: log)
        #expect(log.errors.isEmpty && log.warnings.isEmpty)
        #expect(
            file.entries.map(\.name) == [
                "STACK", "MEMORY", "OPERATOR", "GREETING", "REPLICAS", "ZONE", "HOME", "MESSAGE",
            ])
        #expect(
            file.entries.map(\.text) == [
                "shop", "1024", "Jane # $Doe", "Hello,\n\tJane # $Doe", "3", "eu", nil, "may go on\nover several lines",
            ])
    }

    @Test func `the limits are documented`() throws {
        let page = try Here.text(Here.repository.appending("docs/compose.md"))
        for limit in [
            "4 MiB", "\(ParseLimits.depth) levels", "200 000 values", "\(DiagnosticLog.limit) errors", "1 MiB",
            "\(ParseLimits.variableDepth) levels deep", "16 MiB of text",
        ] {
            #expect(page.contains(limit))
        }
    }
}
