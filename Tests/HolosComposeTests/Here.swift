import SystemPackage

/// Where the tests lie.
enum Here {
    static let folder = FilePath(#filePath).removingLastComponent()
    static let repository = folder.removingLastComponent().removingLastComponent()
}
