/// What a VM needs to know of its image, and what catalogs tell where the file does not.
package enum ImageTrait: String, Hashable, Sendable, Codable, CaseIterable {
    /// `cloud_init.user`.
    case user
    /// `image_os`.
    case os
    /// `vm.uefi`.
    case firmware
}

/// What is known of an image; nil: nothing.
package struct ImageTraits: Hashable, Sendable {
    /// The login that the image is made for.
    package let user: UserName?
    package let os: GuestOS?
    package let firmware: BootFirmware?

    package init(user: UserName?, os: GuestOS?, firmware: BootFirmware?) {
        self.user = user
        self.os = os
        self.firmware = firmware
    }
}

extension Service {
    /// The service with what its file leaves to the image.
    package func completed(by traits: ImageTraits) -> Service {
        var copy = self
        for trait in image?.leftOut ?? [] {
            switch trait {
            case .user: copy.cloudInit.user = traits.user ?? cloudInit.user
            case .os: copy.imageOS = traits.os ?? imageOS
            case .firmware: copy.machine.uefi = traits.firmware.map { $0 == .uefi } ?? machine.uefi
            }
        }
        return copy
    }

    /// The service for an instance that exists: its disk is of an earlier state of the image, and what the file leaves to
    /// the image stays as it was then.
    package func completed(as earlier: Service) -> Service {
        guard image?.location == earlier.image?.location else { return self }
        return completed(
            by: ImageTraits(
                user: earlier.cloudInit.user, os: earlier.imageOS, firmware: earlier.machine.uefi ? .uefi : .bios))
    }
}
