//! The release whose binaries are used, and the hashes of everything taken from it.

/// The library and version all binaries come from.
pub const LIBRARY: &str = "depthai 2.33.0.0";

/// File name of the smallest wheel of that version.
pub const WHEEL_NAME: &str = "depthai-2.33.0.0-cp39-cp39-win32.whl";

/// SHA-256 of that wheel, as published by the package index.
pub const WHEEL_SHA256: &str = "63153278c9789c178fe4b68018035e1e18b9421018e19d2e5e98e633225683ae";

/// The commit the device firmware was built from.
pub const FIRMWARE_COMMIT: &str = "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9";

/// Version of both bootloaders.
pub const BOOTLOADER_VERSION: &str = "0.0.29";

/// An image that must be in the wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pinned {
    /// Its name in the archive.
    pub name: &'static str,
    /// Size in bytes.
    pub bytes: usize,
    /// SHA-256, lower-case hex.
    pub sha256: &'static str,
}

macro_rules! pinned {
    ($($(#[$doc:meta])* $constant:ident: $name:expr, $bytes:literal, $sha256:literal;)+) => {$(
        $(#[$doc])*
        pub const $constant: Pinned = Pinned { name: $name, bytes: $bytes, sha256: $sha256 };
    )+};
}

pinned! {
    /// The universal device firmware.
    UNIVERSAL: "depthai-device-openvino-universal-6632d3a2dbdfbede61251ad5a448a8faa8dc18b9.cmd", 28_067_832,
        "f925b96e8f037648074ff0f8416d14faae61353e58f004d66987011a1678b038";
    /// Its patch for OpenVINO 2020.4.
    PATCH_2020_4: "depthai-device-openvino-2020.4-6632d3a2dbdfbede61251ad5a448a8faa8dc18b9.patch", 263_584,
        "030586e579a61e95d95c228052c9bba6c7bcecbcaf174aeba2fa8612736948ac";
    /// Its patch for OpenVINO 2021.1.
    PATCH_2021_1: "depthai-device-openvino-2021.1-6632d3a2dbdfbede61251ad5a448a8faa8dc18b9.patch", 225_567,
        "22035e8900534ae2befc4cc3ce8ab2026c96eef597b499cd01d1afd11983fb87";
    /// Its patch for OpenVINO 2021.2.
    PATCH_2021_2: "depthai-device-openvino-2021.2-6632d3a2dbdfbede61251ad5a448a8faa8dc18b9.patch", 202_341,
        "2004af2bf008529f003b917c96979f7e916bc6135f76a7d136e6e639e2977d46";
    /// Its patch for OpenVINO 2021.3.
    PATCH_2021_3: "depthai-device-openvino-2021.3-6632d3a2dbdfbede61251ad5a448a8faa8dc18b9.patch", 187_556,
        "ac3aef552dc808ae01f77cb529892219964c335c133363260c5bccb421e072b0";
    /// The bootloader for USB cameras.
    BOOTLOADER_USB: "depthai-bootloader-usb.cmd", 788_400,
        "ab0fe29ce16f0deb6d1ffdcfafdd6dbd3e15d70480a5ae3daeed8d2cb6772faf";
    /// The bootloader for network cameras.
    BOOTLOADER_NETWORK: "depthai-bootloader-eth.cmd", 3_825_968,
        "c51c3b960e49dc95b5ffaa3e12213bfecfe95620a83bb13bcf5fba50691369fc";
}

/// Everything set-up needs.
pub const PINNED: [Pinned; 7] = [
    UNIVERSAL,
    PATCH_2020_4,
    PATCH_2021_1,
    PATCH_2021_2,
    PATCH_2021_3,
    BOOTLOADER_USB,
    BOOTLOADER_NETWORK,
];
