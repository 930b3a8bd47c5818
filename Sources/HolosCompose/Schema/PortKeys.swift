internal import HolosModel

/// An entry of `services.<name>.ports`.
package enum PortKeys {
    package static let target = Key("target", .integer(1...65535), "port of the guest", required: true)
    package static let published = Key(
        "published", .text, "port of the host, or a range that one is chosen from", default: "chosen by the system")
    package static let hostIP = Key("host_ip", .text, "address of the host", default: "`127.0.0.1`")
    package static let transport = Key(
        "protocol", .choice(of: PortForward.Transport.self), "UDP is planned", default: "`tcp`")

    package static let name = Key("name", .text, "documents the port")
    package static let appProtocol = Key("app_protocol", .text, "documents the port")

    package static let table = KeyTable(
        "in `ports`",
        keys: [
            target, published, hostIP, transport,
            name, appProtocol,
            .meaningless("mode", "there is one host, whose ports lead to one guest each", idle: ["host", "ingress"]),
        ])
}
