package import HolosModel

/// Everything that the seed of one instance depends on: the same input renders to the same bytes.
package struct SeedInput: Hashable, Sendable {
    /// Both names stand in a comment only.
    package let project: ProjectName
    package let instance: InstanceName
    /// `iid-…`: stable as long as the instance's root disk is, since the guest provisions itself anew when it changes.
    package let instanceID: String
    /// What the guest is called. Of one with dots, `hostname` prints the first part and `hostname -f` the whole.
    package let hostname: HostName
    /// Which reader of seeds the image has.
    package let os: GuestOS
    /// What the file asks for. `hostname` and `sshAuthorizedKeys` of it are not read: the fields here count.
    package let cloudInit: CloudInit
    /// OpenSSH public keys, the project's first, then the user's; the order is kept.
    package let authorizedKeys: [String]
    /// The guest's ed25519 host key as OpenSSH PEM. A secret: the seed must stay owner-only.
    package let hostKeyPrivate: String
    /// The line for `ssh_host_ed25519_key.pub`.
    package let hostKeyPublic: String
    /// In the order of the guest's network devices.
    package let interfaces: [GuestInterface]

    package init(
        project: ProjectName, instance: InstanceName, instanceID: String, hostname: HostName, os: GuestOS,
        cloudInit: CloudInit, authorizedKeys: [String], hostKeyPrivate: String, hostKeyPublic: String,
        interfaces: [GuestInterface]
    ) {
        self.project = project
        self.instance = instance
        self.instanceID = instanceID
        self.hostname = hostname
        self.os = os
        self.cloudInit = cloudInit
        self.authorizedKeys = authorizedKeys
        self.hostKeyPrivate = hostKeyPrivate
        self.hostKeyPublic = hostKeyPublic
        self.interfaces = interfaces
    }
}
