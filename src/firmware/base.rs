//! Base firmware: what every application of one version starts with, behind the preboot header.

use std::cell::OnceCell;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{
    FirmwareError, IMAGE_MAX_BYTES, Source,
    zlib::{self, Inflater},
};

/// Which base firmware a pipeline needs, by the OpenVINO version of its neural networks.
///
/// 2021.4 and everything newer run on the universal one; 2020.3 and older are not available any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FirmwareVersion {
    /// Pipelines without a network, and networks of 2021.4 and newer.
    #[serde(rename = "universal")]
    Universal,
    /// OpenVINO 2021.3.
    #[serde(rename = "2021.3")]
    V2021_3,
    /// OpenVINO 2021.2.
    #[serde(rename = "2021.2")]
    V2021_2,
    /// OpenVINO 2021.1.
    #[serde(rename = "2021.1")]
    V2021_1,
    /// OpenVINO 2020.4.
    #[serde(rename = "2020.4")]
    V2020_4,
}

impl FirmwareVersion {
    /// All versions that need a patch of the universal firmware.
    pub const PATCHED: [Self; 4] = [Self::V2020_4, Self::V2021_1, Self::V2021_2, Self::V2021_3];

    /// `universal`, or the OpenVINO version as the official library writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Universal => "universal",
            Self::V2021_3 => "2021.3",
            Self::V2021_2 => "2021.2",
            Self::V2021_1 => "2021.1",
            Self::V2020_4 => "2020.4",
        }
    }
}

/// One base firmware with its ready-made deflate stream.
#[derive(Debug)]
pub struct BaseFirmware {
    pub(super) version: FirmwareVersion,
    pub(super) commit: String,
    pub(super) raw_size: usize,
    pub(super) adler32: u32,
    pub(super) deflate: Bytes,
    pub(super) raw: OnceCell<Bytes>,
}

impl BaseFirmware {
    /// A base firmware of any bytes, compressed now (about 10 MB/s). For tests and for custom firmware.
    pub fn from_raw(version: FirmwareVersion, commit: &str, raw: Bytes) -> Self {
        Self {
            version,
            commit: commit.to_owned(),
            raw_size: raw.len(),
            adler32: zlib::adler32(&raw),
            deflate: zlib::deflate(&raw).into(),
            raw: OnceCell::from(raw),
        }
    }

    /// Its version.
    pub const fn version(&self) -> FirmwareVersion {
        self.version
    }

    /// The text that goes into the package's `__fw_version`: the commit it was built from, 40 hex digits.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Size without compression, in bytes.
    pub const fn raw_size(&self) -> usize {
        self.raw_size
    }

    /// Adler-32 of the bytes without compression.
    pub const fn adler32(&self) -> u32 {
        self.adler32
    }

    /// The raw deflate stream (RFC 1951, no zlib header).
    pub const fn deflate(&self) -> &Bytes {
        &self.deflate
    }

    /// The firmware itself; inflated at the first call (about 0.2 s), kept afterwards.
    pub fn raw(&self) -> Result<Bytes, FirmwareError> {
        if let Some(raw) = self.raw.get() {
            return Ok(raw.clone());
        }
        let mut inflater = self.inflater();
        while inflater.step()? {}
        self.keep_raw(inflater)
    }

    /// What [`raw`](Self::raw) does, with pauses.
    pub(super) async fn unpack(&self, source: &dyn Source) -> Result<Bytes, FirmwareError> {
        if let Some(raw) = self.raw.get() {
            return Ok(raw.clone());
        }
        let mut inflater = self.inflater();
        while inflater.step()? {
            source.pause().await;
        }
        self.keep_raw(inflater)
    }

    fn name(&self) -> String {
        format!("base firmware {}", self.version.name())
    }

    fn inflater(&self) -> Inflater {
        let limit = self.raw_size.min(IMAGE_MAX_BYTES);
        Inflater::raw(&self.name(), self.deflate.clone(), limit)
    }

    fn keep_raw(&self, inflater: Inflater) -> Result<Bytes, FirmwareError> {
        let raw = Bytes::from(inflater.finish());
        if raw.len() != self.raw_size || zlib::adler32(&raw) != self.adler32 {
            return Err(FirmwareError::Unpack {
                name: self.name(),
                reason: "its size or Adler-32 differs from the manifest's".to_owned(),
            });
        }
        Ok(self.raw.get_or_init(|| raw).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_comes_back() {
        let raw = Bytes::from(b"MA2x firmware ".repeat(500));
        let made = BaseFirmware::from_raw(FirmwareVersion::Universal, "c", raw.clone());
        let stored = BaseFirmware {
            raw: OnceCell::new(),
            ..made
        };
        assert_eq!(stored.raw(), Ok(raw));
    }

    #[test]
    fn a_stream_of_other_bytes_is_refused() {
        let made = BaseFirmware::from_raw(
            FirmwareVersion::Universal,
            "c",
            Bytes::from_static(b"MA2x one"),
        );
        let stored = BaseFirmware {
            raw: OnceCell::new(),
            adler32: 1,
            ..made
        };
        assert!(matches!(stored.raw(), Err(FirmwareError::Unpack { .. })));
    }
}
