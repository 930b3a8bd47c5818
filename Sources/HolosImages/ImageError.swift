package import HolosModel
package import HolosQEMU

/// Why a file cannot be the base of a VM's disk.
package enum ImageError: HolosError {
    case unreadable(ImageSource, reason: String, missing: Bool)
    case notAFile(ImageSource)
    case refused(ImageSource, DiskHeader.Refusal)
    /// The file changed since an instance's disk was made on it; the digests, as far as they are known.
    case changed(path: String, instance: InstanceName, recorded: FileDigest?, found: FileDigest?)
    /// `image_format` is not what the store knows of the image.
    case wrongFormat(ImageSource, DiskFormat)
    /// The disk cannot be smaller than the image.
    case diskTooSmall(ImageSource, disk: ByteSize, image: ByteSize)

    package var exitStatus: ExitStatus {
        switch self {
        case .unreadable(_, _, let missing): missing ? .notFound : .failed
        case .notAFile, .refused, .diskTooSmall, .wrongFormat: .invalidFile
        case .changed: .verificationFailed
        }
    }

    package var message: String {
        switch self {
        case .unreadable(let image, let reason, _):
            "image `\(image.reference)` cannot be read: \(reason)"
                + (image.reference == image.location ? "" : " (looked for `\(image.location)`)")
        case .notAFile(let image): "image `\(image.reference)` is not a regular file"
        case .refused(let image, let refusal): "image `\(image.reference)` cannot be used: \(refusal.explanation)"
        case .changed(let path, let instance, _, _):
            "the image `\(path)` has changed since the disk of `\(instance)` was made on it"
        case .wrongFormat(let image, let found):
            "image `\(image.reference)` is \(found.rawValue), and `image_format` says otherwise"
        case .diskTooSmall(let image, let disk, let size):
            "`vm.disk_size` \(disk) is smaller than the image `\(image.reference)` (\(size.rounded))"
        }
    }

    package var details: [String] {
        guard case .changed(_, _, let recorded, let found) = self else { return [] }
        return ["it was \(recorded.map { "\($0)" } ?? "never read to its end, so that its digest is not known")"]
            + (found.map { ["it is  \($0)"] } ?? [])
    }

    package var hints: [String] {
        switch self {
        case .wrongFormat: ["leave `image_format` out: the store knows what its images are"]
        case .unreadable(_, _, missing: true): ["paths are relative to the folder of the compose file"]
        case .unreadable: ["check who may read the file and its folders"]
        case .notAFile: ["name a qcow2 or raw disk image"]
        case .refused(_, let refusal): refusal.wayOut.map { [$0] } ?? []
        case .changed:
            [
                "put the original file back; a disk on a changed base is garbage to the guest",
                "or remove the instance with its disk: `holos down`, then `holos up`",
            ]
        case .diskTooSmall: ["a disk can only be as large as its image or larger"]
        }
    }
}

extension DiskHeader.Refusal {
    /// The end of the sentence "image `x` cannot be used: …".
    var explanation: String {
        switch self {
        case .empty: "the file is empty"
        case .foreign(let format): "its format is \(format); qcow2 and raw are accepted"
        case .compressed(let tool): "it is compressed with \(tool)"
        case .unknown: "it is neither qcow2 nor a raw disk with a boot sector"
        case .damaged(let reason): reason
        case .reference(let kind): "it refers to another file (\(kind)), which could be any file of the host"
        case .encrypted: "it is encrypted"
        case .mismatch(let found): "`image_format` says otherwise, but it is \(found)"
        }
    }

    /// The hint that goes with it.
    var wayOut: String? {
        switch self {
        case .foreign: "convert it: `qemu-img convert -O qcow2 IMAGE NEW.qcow2`"
        case .compressed: "unpack it first"
        case .reference: "flatten it: `qemu-img convert -O qcow2 IMAGE NEW.qcow2`"
        case .mismatch(let found): "set `image_format: \(found)`, or leave the key out"
        case .unknown: "if it is a raw disk all the same, say `image_format: raw`"
        case .empty, .damaged, .encrypted: nil
        }
    }
}
