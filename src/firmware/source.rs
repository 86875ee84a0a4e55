//! Where stored firmware is read from: a folder here, the page's own server in a browser.

use bytes::Bytes;
use futures_util::future::{FutureExt, LocalBoxFuture, ready};

use super::FirmwareError;

/// Reads stored files by name. What it returns is checked by [`super::Store`].
pub trait Source {
    /// The whole content of `name`, a plain file name.
    fn read(&self, name: &str) -> LocalBoxFuture<'static, Result<Bytes, FirmwareError>>;

    /// Lets the other tasks of this thread run. Called between slices of a long computation, so that a connected
    /// camera keeps being pinged; there is nothing to do where no camera shares the thread.
    fn pause(&self) -> LocalBoxFuture<'static, ()> {
        ready(()).boxed_local()
    }
}

/// A folder.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone)]
pub struct DirectorySource {
    directory: std::path::PathBuf,
}

#[cfg(not(target_arch = "wasm32"))]
impl DirectorySource {
    /// The files in `directory`.
    pub fn new(directory: impl Into<std::path::PathBuf>) -> Self {
        Self {
            directory: directory.into(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Source for DirectorySource {
    fn read(&self, name: &str) -> LocalBoxFuture<'static, Result<Bytes, FirmwareError>> {
        let path = self.directory.join(name);
        let content = std::fs::read(&path);
        let content = content.map_err(|error| FirmwareError::Read {
            name: path.display().to_string(),
            reason: error.to_string(),
        });
        ready(content.map(Bytes::from)).boxed_local()
    }

    /// The link's watchdog lives on this thread too.
    fn pause(&self) -> LocalBoxFuture<'static, ()> {
        tokio::task::yield_now().boxed_local()
    }
}
