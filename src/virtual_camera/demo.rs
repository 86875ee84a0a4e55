//! The application of cameras that have one at first.

use bytes::Bytes;

use super::image::MAGIC;
use crate::{
    firmware::{BaseFirmware, BoardConfig, FirmwareVersion},
    package::{self, BuildOptions, PackageError},
    pipeline,
};

/// Firmware commit of the 2.33.0.0 library.
const COMMIT: &str = "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9";
/// Size of the firmware in bytes: next to nothing.
const FIRMWARE_BYTES: usize = 64 * 1024;

/// A small valid package, what a camera holds whose initial state is "application": the pipeline of a network camera
/// with firmware that is only big enough to be one. Empty if it cannot be made, which a test rules out.
pub fn demo_package() -> Bytes {
    build().unwrap_or_default()
}

fn build() -> Result<Bytes, PackageError> {
    let mut firmware = MAGIC.to_vec();
    firmware.resize(FIRMWARE_BYTES, 0x5A);
    let base = BaseFirmware::from_raw(FirmwareVersion::Universal, COMMIT, firmware.into());
    let pipeline = pipeline::recipe("mjpeg-server")?.build(&serde_json::Map::new(), None, None)?;
    let options = BuildOptions {
        name: "demo".to_owned(),
        compressed: false,
        check_checksum: false,
    };
    package::build(&pipeline, &base, &BoardConfig::default(), &options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{package::Package, virtual_camera::sbr};

    #[test]
    fn the_demo_is_an_application_to_both_sides() {
        let package = demo_package();
        assert_eq!(sbr::check(&package), Ok(()));
        let package = Package::read(package).expect("a package");
        package.check().expect("a camera would start it");
        assert!(!package.pipeline().expect("a pipeline").nodes().is_empty());
    }
}
