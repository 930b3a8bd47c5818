import HolosProvision
import Testing

@Suite("Seed medium")
struct SeedMediumTests {
    @Test("prefers the fastest program")
    func preference() { #expect(SeedMedium.Tool.allCases == [.genisoimage, .mkisofs, .xorriso]) }

    @Test("has one argument vector for all programs, xorriso behind its emulation")
    func arguments() {
        let common = [
            "-quiet", "-output", "/o", "-volid", "cidata", "-joliet", "-rock", "/f/meta-data", "/f/network-config",
            "/f/user-data",
        ]
        #expect(SeedMedium.arguments(.genisoimage, folder: "/f", output: "/o") == common)
        #expect(SeedMedium.arguments(.mkisofs, folder: "/f", output: "/o") == common)
        #expect(SeedMedium.arguments(.xorriso, folder: "/f", output: "/o") == ["-as", "mkisofs"] + common)
    }

    @Test("made by genisoimage holds the three files by their names, byte by byte")
    func medium() throws {
        let scratch = try Scratch()
        let seed = SeedRenderer.render(Samples.input(Samples.everything))
        for file in seed.files { try scratch.write("in/\(file.name)", file.content) }
        let arguments = SeedMedium.arguments(.genisoimage, folder: scratch.path("in"), output: scratch.path("seed.iso"))
        let made = try Tool.run("/usr/bin/genisoimage", arguments, directory: scratch)
        #expect(made.status == 0 && made.output.isEmpty, "\(made.errors)")
        let info = try Tool.run("/usr/bin/isoinfo", ["-d", "-i", scratch.path("seed.iso")], directory: scratch)
        #expect(info.output.contains("Volume id: cidata"))
        for option in ["-R", "-J"] {
            for file in seed.files {
                let read = try Tool.run(
                    "/usr/bin/isoinfo", [option, "-i", scratch.path("seed.iso"), "-x", "/\(file.name)"],
                    directory: scratch)
                #expect(read.output == file.content)
            }
        }
    }
}
