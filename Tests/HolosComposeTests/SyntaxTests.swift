import Testing

/// Texts that are no YAML, or YAML that a compose file may not use.
@Suite struct SyntaxTests {
    static let refusals = [
        Refusal("", "1:1 the file is empty | begin with `services:`"),
        Refusal("\n# nothing\n", "1:1 the file is empty"),
        Refusal("---\n", "2:1 the file is empty"),
        Refusal("~", "1:1 the file is empty"),
        Refusal("[a]", "1:1 expected a mapping at the top of the file, found a list"),
        Refusal("web", "1:1 expected a mapping at the top of the file, found `web`"),
        Refusal("services:\n\tweb: 1\n", "2:1 a tab cannot be used for indentation | use spaces"),
        Refusal("services:\n  web:\n  \timage: 1\n", "3:3 a tab cannot be used for indentation"),
        Refusal("a:\n  - b\n\t- c\n", "3:1 a tab cannot be used for indentation"),
        Refusal("a: |\n\ttext\n", "2:1 a tab cannot be used for indentation"),
        Refusal("a: b: c\n", "1:5 `:` is not expected here"),
        Refusal("a: \"x\nb: 1\n", "1:4 the quote that opens here is never closed"),
        Refusal("a: 'x\nb: 1\n", "1:4 the quote that opens here is never closed"),
        Refusal("a: [1, 2\nb: 1\n", "2:2 expected `,` or `]` | the bracket opens on line 1"),
        Refusal("a: {x: 1\nb: 1\n", "2:2 expected `,` or `}` | the bracket opens on line 1"),
        Refusal("a: %x\n", "1:4 a value cannot begin with this character | put the value in quotes"),
        Refusal("a: @x\n", "1:4 a value cannot begin with this character"),
        Refusal("a: `x`\n", "1:4 a value cannot begin with this character"),
        Refusal("a:\n  b: 1\n c: 2\n", "3:2 expected a key | check the indentation"),
        Refusal("a: 'it's'\n", "1:8 expected a key"),
        Refusal("a:\n- x\n  b: 2\n", "3:4 `:` is not expected here"),
        Refusal("- a\nb: 1", "2:1 expected `-`: this is a list"),
        Refusal("a: - b", "1:4 a list cannot begin behind a key"),
        Refusal("a: ]", "1:4 expected a value"),
        Refusal("a: \"\\q\"\n", "1:5 unknown escape in double quotes"),
        Refusal("a: | x\n  y\n", "1:6 a text cannot begin behind `|` or `>`"),
        Refusal("a: *\n", "1:4 expected a name behind `*`"),
        Refusal("a: &\n", "1:4 expected a name behind `&`"),
        Refusal("a: !e!x y\n", "1:4 unknown tag"),
        Refusal("%YAML 3.0\n---\na: 1\n", "1:1 unknown YAML directive"),
        Refusal("%WHAT\n---\na: 1\n", "1:6 unknown YAML directive"),
        Refusal("a: x\u{1}\n", "1:5 a control character is not allowed here"),
        Refusal("a: x\u{0}y", "1:5 a control character is not allowed here"),
        Refusal("a: \u{9b}31m", "1:4 a control character is not allowed here"),
        Refusal("a: 1\n---\nb: 1", "2:1 a second document begins here"),
        Refusal("a: 1\n...\nb: 1", "3:1 text behind the end of the document"),
    ]

    @Test(arguments: refusals)
    func `a text that is no YAML document is refused at its place`(refusal: Refusal) {
        refusal.check(inService: false)
    }

    static let rules = [
        Refusal("image: ./b.qcow2", "4:5 duplicate key `image` | it stands first at /srv/stack/holos.yaml:3:5"),
        Refusal("\"image\": ./b.qcow2", "4:5 duplicate key `image`"),
        Refusal("x-a: {b: 1, c: 2, b: 3}", "4:23 duplicate key `b` | it stands first at /srv/stack/holos.yaml:4:11"),
        Refusal("vm: !machine {}", "4:9 unknown tag `!machine`"),
        Refusal("vm: !!set {a}", "4:9 unknown tag `!!set`"),
        Refusal("vm: !!str {}", "4:9 tag `!!str` does not fit a mapping"),
        Refusal("!reset ports: []", "4:5 tag `!reset` stands in front of a key | put it in front of the value"),
        Refusal("x-a: &vm {}\nvm: *mv", "5:9 unknown alias `*mv` | did you mean `*vm`?"),
        Refusal("vm: *later\nx-a: &later {}", "4:9 unknown alias `*later` | define it before it is used"),
        Refusal("x-a: &a [*a]", "4:14 alias `*a` stands inside the value that it names"),
        Refusal("? [a]\n: b", "4:7 a key must be a single word, found a list"),
        Refusal("<<: text", "4:9 `<<`: expected a mapping or a list of mappings, found `text`"),
        Refusal("<<: [{replicas: 2}, 5]", "4:25 `<<`: expected a mapping or a list of mappings, found `5`"),
        Refusal("<<: {replicas: 2}\n<<: {uefi: 1}", "5:5 duplicate key `<<`"),
    ]

    @Test(arguments: rules)
    func `what a compose file may not use of YAML is refused at its place`(refusal: Refusal) { refusal.check() }

    @Test func `text that is not UTF-8 is refused at the first bad byte`() {
        #expect(
            Compose.errors(Array("a: x\nbä: ".utf8) + [0xff]) == [
                "2:5 this is not UTF-8 text | save the file in the encoding UTF-8"
            ])
        #expect(Compose.errors([0xff, 0xfe, 0x61, 0]).first?.hasPrefix("1:1 this is not UTF-8 text") == true)
    }

    @Test func `a byte order mark does not move columns`() {
        #expect(
            Compose.errors("\u{feff}foo: 1\nservices: {web: {image: ./a.img}}").first?.hasPrefix(
                "1:1 unknown key `foo`") == true)
    }

    @Test func `columns count characters`() {
        let found = Compose.errors(Compose.service("x-a: {e\u{301}👩‍👩‍👧: 1, e\u{301}👩‍👩‍👧: 2}"))
        #expect(found.first?.hasPrefix("4:18 duplicate key") == true)
    }

    @Test func `lines count alike with every kind of line break`() {
        for lineBreak in ["\n", "\r\n", "\r"] {
            let text = ["services:", "  web:", "    image: ./a.img", "    nope: 1", ""].joined(separator: lineBreak)
            #expect(Compose.errors(text).first?.hasPrefix("4:5 unknown key `nope`") == true)
        }
    }
}
