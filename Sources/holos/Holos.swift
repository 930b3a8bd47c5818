internal import HolosCLI
internal import HolosQEMU
internal import HolosSystem

@main
enum Holos {
    static func main() async {
        Interruption.prepareProcess()
        // Not a command: holos as the process that is about to become QEMU (HolosQEMU/Launcher.swift).
        if CommandLine.arguments.dropFirst().first == Launcher.verb {
            Launcher.main(Array(CommandLine.arguments.dropFirst(2)))
        }
        await HolosCommand.start()
    }
}
