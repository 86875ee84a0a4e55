//! A small project as a piece of text that fits into a link: deflated, in the alphabet of URLs.
//!
//! What comes out of a link is foreign: it is limited before and after it is inflated, and whoever reads the project
//! in it checks that as any other file.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use miniz_oxide::{
    deflate::compress_to_vec,
    inflate::{TINFLStatus, decompress_to_vec_with_limit},
};

/// First characters of the text: the form's version.
const VERSION: &str = "1.";

/// Most characters of the text. Browsers take more; chats and mail programs often do not.
pub const MAX_TEXT: usize = 32 * 1024;

/// Most bytes of a project from a link.
pub const MAX_PROJECT: usize = 4 << 20;

/// Effort of the compressor, 0 to 10.
const LEVEL: u8 = 9;

/// A project cannot go into a link, or does not come out of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShareError {
    /// Too large to share.
    #[error(
        "the project is too large for a link: it needs {length} characters, and a link has room for {MAX_TEXT}; \
         save it as a file, or leave networks out"
    )]
    TooLarge {
        /// Characters it would need.
        length: usize,
    },
    /// The link is longer than any that this page makes.
    #[error("the link has {length} characters, more than the {MAX_TEXT} that a project may have")]
    TooLong {
        /// Its characters.
        length: usize,
    },
    /// The link is of another version.
    #[error("the link was made by a newer version of this page; reload the page and try again")]
    Version,
    /// Characters are missing or changed.
    #[error("the link is damaged; copy the whole link again")]
    Damaged,
    /// The project in it is larger than allowed.
    #[error("the project in the link is larger than {} MiB", MAX_PROJECT >> 20)]
    Inflated,
}

/// The text for a project's bytes.
pub fn to_text(project: &[u8]) -> Result<String, ShareError> {
    let packed = compress_to_vec(project, LEVEL);
    let text = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(packed));
    let length = text.len();
    if length > MAX_TEXT || project.len() > MAX_PROJECT {
        return Err(ShareError::TooLarge { length });
    }
    Ok(text)
}

/// The project's bytes in a text.
pub fn from_text(text: &str) -> Result<Vec<u8>, ShareError> {
    let length = text.len();
    if length > MAX_TEXT {
        return Err(ShareError::TooLong { length });
    }
    let text = text.trim_end();
    let Some(packed) = text.strip_prefix(VERSION) else {
        let newer = text
            .split_once('.')
            .is_some_and(|(version, _)| version.len() <= 3 && version.parse::<u16>().is_ok());
        return Err(if newer {
            ShareError::Version
        } else {
            ShareError::Damaged
        });
    };
    let packed = URL_SAFE_NO_PAD
        .decode(packed)
        .map_err(|_error| ShareError::Damaged)?;
    decompress_to_vec_with_limit(&packed, MAX_PROJECT).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => ShareError::Inflated,
        _ => ShareError::Damaged,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Pipeline, fix::Route};

    #[test]
    fn a_server_travels_in_a_link() {
        let mut pipeline = Pipeline::default();
        pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        let source = Route::Http.sender(&["video".into()]).unwrap();
        pipeline.set_script(script, &source).unwrap();
        let project = pipeline.to_json_bytes().unwrap();
        let text = to_text(&project).unwrap();
        assert!(text.len() < 8000, "{}", text.len());
        let legal = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(text.chars().all(legal));
        let back = from_text(&text).unwrap();
        assert_eq!(Pipeline::from_json(&back), Ok(pipeline));
    }

    #[test]
    fn large_projects_stay_files() {
        let noise: Vec<u8> = (0_u32..60_000)
            .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0] ^ (n >> 3) as u8)
            .collect();
        let error = to_text(&noise).unwrap_err();
        assert!(matches!(error, ShareError::TooLarge { length } if length > MAX_TEXT));
        assert!(to_text(&vec![0; MAX_PROJECT + 1]).is_err());
    }

    #[test]
    fn hostile_links_get_a_sentence() {
        let good = to_text(b"{\"a\": 1}").unwrap();
        for (text, error) in [
            ("", ShareError::Damaged),
            ("1.", ShareError::Damaged),
            ("1.***", ShareError::Damaged),
            ("hello", ShareError::Damaged),
            ("2.abcd", ShareError::Version),
            (&good[..good.len() - 3], ShareError::Damaged),
        ] {
            assert_eq!(from_text(text), Err(error), "{text}");
        }
        let long = "1".repeat(MAX_TEXT + 1);
        assert!(matches!(from_text(&long), Err(ShareError::TooLong { .. })));
        // 40 MiB of zeros take some 40 kB; half as many fit into a link.
        let bomb = compress_to_vec(&vec![0; 20 << 20], LEVEL);
        let bomb = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bomb));
        assert!(bomb.len() <= MAX_TEXT, "{}", bomb.len());
        assert_eq!(from_text(&bomb), Err(ShareError::Inflated));
    }
}
