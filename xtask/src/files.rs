//! The output folder: names with hashes, integrity, compressed twins.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256, Sha384};

/// The folder that is being written, and what is in it.
pub(crate) struct Output {
    folder: PathBuf,
    /// Where compressed twins are kept between builds.
    cache: PathBuf,
    compress: bool,
    /// Names of the files that the page needs to start without a network.
    pub(crate) names: Vec<String>,
}

/// A file that was written.
pub(crate) struct Written {
    /// Its name in the folder.
    pub(crate) name: String,
    /// For `integrity` attributes.
    pub(crate) integrity: String,
}

impl Output {
    /// Starts an empty folder.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub(crate) fn new(folder: PathBuf, cache: PathBuf, compress: bool) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::create_dir_all(&cache)?;
        Ok(Self {
            folder,
            cache,
            compress,
            names: Vec::new(),
        })
    }

    /// Writes a file under its hashed name, `stem-HASH.extension`.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub(crate) fn hashed(&mut self, stem: &str, extension: &str, bytes: &[u8]) -> Result<Written> {
        let name = format!("{stem}-{}.{extension}", short_hash(bytes));
        self.plain(&name, bytes)
    }

    /// Writes a file under the name it is given.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub(crate) fn plain(&mut self, name: &str, bytes: &[u8]) -> Result<Written> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        if self.compress && compressible(name) {
            self.twins(&path, bytes)?;
        }
        self.names.push(name.to_owned());
        Ok(Written {
            name: name.to_owned(),
            integrity: format!("sha384-{}", base64(&Sha384::digest(bytes))),
        })
    }

    /// Copies a file that is not compressed and that the page can start without.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub(crate) fn copy(&self, from: &Path, name: &str) -> Result<()> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from, &path)
            .with_context(|| format!("cannot copy {} to {}", from.display(), path.display()))?;
        Ok(())
    }

    /// Brotli and gzip twins beside the file, for servers that send ready-made ones.
    fn twins(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let kept = self.cache.join(hex(&Sha256::digest(bytes)));
        for (extension, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)]
        {
            let kept = kept.with_extension(extension);
            if !kept.exists() {
                // Renamed when complete, so that an interrupted build leaves no half file.
                let partial = kept.with_extension(format!("{extension}.part"));
                fs::write(&partial, compress(bytes)?)?;
                fs::rename(&partial, &kept)?;
            }
            let mut twin = path.as_os_str().to_owned();
            twin.push(format!(".{extension}"));
            fs::copy(&kept, PathBuf::from(twin))?;
        }
        Ok(())
    }
}

/// Whether compressing a file of this name is worth it.
fn compressible(name: &str) -> bool {
    [
        "html",
        "js",
        "css",
        "wasm",
        "svg",
        "json",
        "webmanifest",
        "txt",
    ]
    .iter()
    .any(|extension| name.rsplit('.').next() == Some(extension))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    encoder.write_all(bytes)?;
    Ok(encoder.into_inner())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Sixteen hexadecimal digits of the content's SHA-256.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(16).collect()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a name in the output folder contains a hash.
pub(crate) fn is_hashed(name: &str) -> bool {
    let stem = name
        .rsplit('/')
        .next()
        .and_then(|file| file.rsplit_once('.'));
    stem.and_then(|(stem, _)| stem.rsplit_once('-'))
        .is_some_and(|(_, hash)| {
            hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

/// Standard base 64 with padding, as integrity attributes want it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let group = chunk
                .iter()
                .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            (0..4).map(move |digit| match digit <= chunk.len() {
                true => char::from(DIGITS[(group >> (18 - 6 * digit)) as usize & 63]),
                false => '=',
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_known_texts() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn hashed_names_are_recognised() {
        assert!(is_hashed("page-0123456789abcdef.wasm"));
        assert!(!is_hashed("firmware/base.bin"));
        assert!(!is_hashed("index.html"));
    }
}
