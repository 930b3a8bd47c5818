/// The three files of a NoCloud medium (cloud-init, "NoCloud"). They hold the guest's private host key.
package struct Seed: Hashable, Sendable {
    /// `user-data`.
    package let userData: String
    /// `meta-data`.
    package let metaData: String
    /// `network-config`.
    package let networkConfig: String

    package init(userData: String, metaData: String, networkConfig: String) {
        self.userData = userData
        self.metaData = metaData
        self.networkConfig = networkConfig
    }

    /// The files by the names that the medium must give them, in the order they are written.
    package var files: [(name: String, content: String)] {
        [("meta-data", metaData), ("network-config", networkConfig), ("user-data", userData)]
    }
}
