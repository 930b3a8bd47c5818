// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: Swift 6 mode, the upcoming features of the conventions, warnings are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let http: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A room of the house: it may import only what is named here, and only rooms that stand below it (docs/internals.md).
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "holos",
    products: [.executable(name: "holos", targets: ["holos"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "holos", dependencies: ["HolosCLI", "HolosQEMU", "HolosSystem"], swiftSettings: strict),
        room(
            "HolosCLI",
            [
                "HolosEngine", "HolosCompose", "HolosHost", "HolosImages", "HolosState", "HolosModel", "HolosSystem",
                arguments, system,
            ]),
        room(
            "HolosEngine",
            [
                "HolosHost", "HolosProvision", "HolosImages", "HolosQEMU", "HolosNetwork", "HolosGuest", "HolosState",
                "HolosModel", "HolosSystem", system,
            ]),
        room("HolosHost", ["HolosModel", "HolosSystem", system]),
        room("HolosCompose", ["HolosModel", "HolosSystem", "CLibYAML", system]),
        room("HolosProvision", ["HolosModel"]),
        room(
            "HolosImages",
            ["HolosQEMU", "HolosState", "HolosModel", "HolosSystem", "CCompression", system] + http + nio),
        room("HolosQEMU", ["HolosModel", "HolosSystem", "HolosState", "CHolosLinux", system] + nio),
        room("HolosNetwork", ["HolosModel"]),
        room("HolosGuest", ["HolosModel", "HolosSystem", crypto, system]),
        room("HolosState", ["HolosModel", "HolosSystem", system]),
        room("HolosModel", []),
        room("HolosSystem", ["HolosModel", "CHolosLinux", crypto, subprocess, system]),
        .target(name: "CHolosLinux", cSettings: [.define("_GNU_SOURCE")]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CCompression", providers: [.apt(["liblzma-dev", "zlib1g-dev", "libzstd-dev"])]),
        // What tests of several targets share. Not a test target, so that they can depend on it.
        .target(
            name: "HolosTestSupport", dependencies: [subprocess, system], path: "Tests/HolosTestSupport",
            exclude: ["server.py", "proxy.py"], swiftSettings: strict),
        tests("HolosModelTests", ["HolosModel", "HolosTestSupport", system]),
        tests("HolosSystemTests", ["HolosSystem", "HolosModel", "HolosTestSupport", system]),
        tests("HolosStateTests", ["HolosState", "HolosModel", "HolosSystem", "HolosTestSupport", system]),
        tests("HolosGuestTests", ["HolosGuest", "HolosModel", "HolosSystem", "HolosTestSupport", system]),
        tests("HolosNetworkTests", ["HolosNetwork", "HolosModel", "HolosTestSupport", system]),
        tests(
            "HolosQEMUTests",
            ["HolosQEMU", "HolosState", "HolosModel", "HolosSystem", "HolosTestSupport", system] + nio,
            exclude: ["Golden"]),
        tests(
            "HolosImagesTests",
            [
                "HolosImages", "HolosQEMU", "HolosState", "HolosModel", "HolosSystem", "HolosTestSupport", subprocess,
                system,
            ]),
        tests(
            "HolosProvisionTests", ["HolosProvision", "HolosModel", "HolosSystem", "HolosTestSupport", system],
            exclude: ["Fixtures", "Golden"]),
        tests(
            "HolosComposeTests", ["HolosCompose", "HolosModel", "HolosSystem", "HolosTestSupport", system],
            exclude: ["Fixtures", "Golden"]),
        tests("HolosHostTests", ["HolosHost", "HolosModel", "HolosSystem", "HolosTestSupport", system]),
        tests(
            "HolosEngineTests",
            ["HolosEngine", "HolosState", "HolosModel", "HolosSystem", "HolosTestSupport", system], exclude: ["Golden"]),
        // The real binary: without guests, and with real ones.
        tests("CLITests", ["holos", "HolosTestSupport", system], exclude: ["Golden"]),
        tests("GuestTests", ["holos", "HolosTestSupport", system]),
    ]
)
