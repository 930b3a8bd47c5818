import HolosModel
import Testing

@Suite("Names")
struct NamesTests {
    /// Texts that no kind of name accepts: what would be dangerous as a path, an option, a shell word or in a listing.
    static let hostile = [
        "", ".", "..", "../x", "a/b", "/etc", "-rf", "--help", "a b", " a", "a ", "a\n", "\na", "a\nb", "a\0", "a\0b",
        "a\u{1b}[31m", "a;b", "a$b", "a`b`", "a'b", "a\"b", "a,b", "a=b", "a%h", "a:b", "a\\b", "a*", "~a", "a\t",
        "\u{430}bc",  // Cyrillic а
        "we\u{212a}",  // the Kelvin sign, canonically equal to K
        "\u{ff57}eb",  // full-width w
        "a\u{301}", "a\u{200d}b", "a\u{202e}b", "\u{0661}", "é", "🙂",
    ]

    @Test("of every kind refuse what is dangerous", arguments: hostile)
    func refuse(text: String) {
        #expect(ProjectName(text) == nil)
        #expect(ServiceName(text) == nil)
        #expect(HostName(text) == nil)
        #expect(UserName(text) == nil)
        #expect(InstanceName("\(text)-0") == nil)
    }

    @Test(
        "of projects are those of the Compose Specification",
        arguments: [
            ("shop", true), ("0shop", true), ("a-b_c", true), ("a-", true), ("a_", true), ("9", true),
            ("Shop", false), ("_shop", false), ("a.b", false), ("A", false),
        ])
    func project(text: String, valid: Bool) {
        #expect((ProjectName(text) != nil) == valid)
    }

    @Test(
        "of services may have capitals and dots, but not first",
        arguments: [
            ("web", true), ("Web.1", true), ("a..b", true), ("web-", true), ("7", true), (".web", false),
            ("_web", false),
        ])
    func service(text: String, valid: Bool) {
        #expect((ServiceName(text) != nil) == valid)
    }

    @Test(
        "of hosts are labels joined by dots",
        arguments: [
            ("web-0", true), ("db.example.com", true), ("A1", true), ("1", true), ("web-", false), ("a.-b", false),
            ("a..b", false), (".a", false), ("a.", false), ("a_b", false),
        ])
    func host(text: String, valid: Bool) {
        #expect((HostName(text) != nil) == valid)
    }

    @Test(
        "of users are what useradd takes",
        arguments: [
            ("holos", true), ("_apt", true), ("a-b", true), ("a1", true), ("1a", false), ("Root", false),
            ("a.b", false), ("user$", false),
        ])
    func user(text: String, valid: Bool) {
        #expect((UserName(text) != nil) == valid)
    }

    @Test(
        "have a longest length, and one more is too long",
        arguments: [(63, 64, 64, 33), (62, 65, 100, 1000)])
    func length(accepted: Int, project: Int, host: Int, user: Int) {
        func text(_ count: Int) -> String { String(repeating: "a", count: count) }
        #expect(ProjectName(text(accepted)) != nil && ServiceName(text(accepted)) != nil)
        #expect(HostName(text(accepted)) != nil && UserName(text(32)) != nil)
        #expect(ProjectName(text(project)) == nil && ServiceName(text(project)) == nil)
        #expect(HostName(text(host)) == nil && UserName(text(user)) == nil)
    }

    @Test("of hosts are at most 253 characters in all")
    func hostLength() {
        let label = String(repeating: "a", count: 49)
        let longest = Array(repeating: label, count: 5).joined(separator: ".") + ".abc"
        #expect(longest.utf8.count == 253)
        #expect(HostName(longest) != nil)
        #expect(HostName(longest + "d") == nil)
    }

    @Test(
        "of projects can be made from a folder's name",
        arguments: [
            ("My Shop!", "myshop"), ("shop", "shop"), ("--x", "x"), ("__a__", "a__"), ("Über-x", "ber-x"), ("ÄÖ", nil),
            ("", nil), ("...", nil), ("-_", nil),
            (String(repeating: "x", count: 70), String(repeating: "x", count: 63)),
            ("\u{212a}elvin", "kelvin"),
        ])
    func normalized(folder: String, expected: String?) {
        #expect(ProjectName.normalized(folder)?.text == expected)
    }

    @Test("decode only when valid, and say what was expected")
    func decoding() throws {
        #expect(try JSON.decode(ProjectName.self, "\"shop\"").text == "shop")
        #expect(try JSON.encode(UserName(unchecked: "holos")) == "\"holos\"")
        let message = JSON.failure(ProjectName.self, "\"../x\"")
        #expect(message.contains("invalid project name `../x`, expected at most 63 lower-case letters"))
        #expect(JSON.failure(HostName.self, "\"-\"").contains("invalid hostname"))
        #expect(JSON.failure(ServiceName.self, "7") != "")
    }
}

@Suite("Instance names")
struct InstanceNameTests {
    @Test("read back what they write", arguments: ["web-0", "web-10", "a-b-7", "a--1", "Web.x_y-3", "0-0", "a-0-0"])
    func roundTrip(text: String) throws {
        let name = try #require(InstanceName(text))
        #expect(name.description == text)
        #expect(InstanceName("\(name)") == name)
        #expect(try JSON.decode(InstanceName.self, JSON.encode(name)) == name)
    }

    @Test("split at the last dash")
    func parts() throws {
        let name = try #require(InstanceName("front-end-12"))
        #expect(name.service == ServiceName(unchecked: "front-end"))
        #expect(name.index == 12)
    }

    @Test(
        "refuse other spellings of a number",
        arguments: [
            "web", "web-", "-0", "web-00", "web-01", "web-+1", "web--", "web-1a", "web- 1", "web-1 ", "web-1\n", "0",
            "web-9223372036854775808", "web-\u{0661}", "web-1.0", "web-0x1",
        ])
    func refused(text: String) {
        #expect(InstanceName(text) == nil)
        #expect(JSON.failure(InstanceName.self, JSON.quoted(text)).contains("invalid instance name"))
    }

    @Test("sort by number, not by text")
    func order() {
        let names = ["web-10", "web-9", "db-0", "web-0"].compactMap(InstanceName.init)
        #expect(names.sorted().map(\.description) == ["db-0", "web-0", "web-9", "web-10"])
    }

    @Test(
        "give a hostname that is always valid",
        arguments: [
            ("web", 0, "web-0"), ("Web.Front_end", 3, "web-front-end-3"), ("a-", 1, "a--1"),
            (String(repeating: "a", count: 63), 12, String(repeating: "a", count: 60) + "-12"),
            (String(repeating: "_", count: 62), Int.max, nil),
        ])
    func hostname(service: String, index: Int, expected: String?) throws {
        let text = service.hasPrefix("_") ? "a" + service : service
        let name = InstanceName(service: try #require(ServiceName(text)), index: index)
        let host = HostName(default: name)
        #expect(HostName.isValid(host.text))
        #expect(host.text.hasSuffix("-\(index)"))
        if let expected { #expect(host.text == expected) }
    }
}

@Suite("Names of variables")
struct VariableNameTests {
    @Test("are what any program can take", arguments: ["A", "a.b", "a-b", "1", "é", "_", "%"])
    func accepted(name: String) { #expect(VariableName.isValid(name)) }

    @Test(
        "have no blanks, no `=`, and are no option",
        arguments: ["", "-u", "a=b", "=", "a b", "a\nb", "a\0", "a\u{7f}", "a\u{85}", "\u{a0}a", "a\u{2003}"])
    func refused(name: String) { #expect(!VariableName.isValid(name)) }
}
