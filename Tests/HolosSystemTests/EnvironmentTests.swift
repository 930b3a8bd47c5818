import Glibc
import HolosSystem
import SystemPackage
import Testing

@Suite("The process's environment")
struct EnvironmentTests {
    @Test("has every variable whole")
    func variables() {
        setenv("HOLOS_TEST_VARIABLE", "a=b\nc", 1)
        defer { unsetenv("HOLOS_TEST_VARIABLE") }
        #expect(ProcessEnvironment.current["HOLOS_TEST_VARIABLE"] == "a=b\nc")
        #expect(ProcessEnvironment.workingDirectory.isAbsolute)
        #expect(Processors.count >= 1)
    }
}
