//! A camera's memories in files.

use std::{
    cell::RefCell,
    fs, io,
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{VirtualCamera, chip::Chip};
use crate::runtime::Runtime;

/// The memory is written back to its file at most this often.
const SAVE_EVERY: Duration = Duration::from_secs(2);

/// A memory image cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot use memory image {path}: {source}")]
pub struct MemoryImageError {
    /// The file.
    pub path: PathBuf,
    /// The system's reason.
    pub source: io::Error,
}

/// The files that hold a camera's memories: the raw NOR, and beside it the raw eMMC in `FILE.emmc`.
#[derive(Debug, Clone)]
pub struct MemoryImage {
    nor: PathBuf,
    emmc: PathBuf,
    /// Revision of the memories that was written last.
    written: Arc<Mutex<Option<u64>>>,
}

impl MemoryImage {
    /// The memory image `path`.
    pub fn new(path: &Path) -> Self {
        let mut emmc = path.as_os_str().to_owned();
        emmc.push(".emmc");
        Self {
            nor: path.to_owned(),
            emmc: emmc.into(),
            written: Arc::default(),
        }
    }

    /// Loads it into `camera` if it exists.
    pub fn load(&self, camera: &mut VirtualCamera) -> Result<(), MemoryImageError> {
        let Some(nor) = read_if_there(&self.nor)? else {
            return Ok(());
        };
        let emmc = read_if_there(&self.emmc)?;
        camera.load(&nor, emmc.as_deref());
        Ok(())
    }

    /// Writes the memories of `camera` if they changed since they were written last.
    pub fn save(&self, camera: &VirtualCamera) -> Result<(), MemoryImageError> {
        self.write(&Content::of(camera))
    }

    /// Goes on writing the memories of `camera` when they change, until that fails.
    pub(super) async fn keep(
        &self,
        runtime: &dyn Runtime,
        camera: &RefCell<VirtualCamera>,
    ) -> Result<(), MemoryImageError> {
        let mut saved = camera.borrow().revision();
        loop {
            runtime.sleep(SAVE_EVERY).await;
            let revision = camera.borrow().revision();
            if revision != saved {
                let (image, content) = (self.clone(), Content::of(&camera.borrow()));
                // On another thread: the camera must go on answering.
                let writing = tokio::task::spawn_blocking(move || image.write(&content));
                if let Ok(result) = writing.await {
                    result?;
                }
                saved = revision;
            }
        }
    }

    /// Writes `content`, each file by way of a temporary one, unless something newer was written. Waits for a write that
    /// is under way.
    fn write(&self, content: &Content) -> Result<(), MemoryImageError> {
        // A writer that panicked left at most a temporary file.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.is_some_and(|written| written >= content.revision) {
            return Ok(());
        }
        replace(&self.nor, |file| {
            let mut at = 0;
            for (offset, bytes) in content.nor.stored() {
                fill(file, offset - at)?;
                file.write_all(bytes)?;
                at = offset + bytes.len() as u64;
            }
            fill(file, content.nor.size() - at)
        })?;
        if let Some(emmc) = &content.emmc {
            replace(&self.emmc, |file| {
                // Blank parts stay holes: an eMMC has gigabytes.
                file.set_len(emmc.size())?;
                for (offset, bytes) in emmc.stored() {
                    file.seek(SeekFrom::Start(offset))?;
                    file.write_all(bytes)?;
                }
                Ok(())
            })?;
        }
        *written = Some(content.revision);
        Ok(())
    }
}

/// Writes `len` erased bytes.
fn fill(file: &mut fs::File, len: u64) -> io::Result<()> {
    io::copy(&mut io::repeat(0xFF).take(len), file).map(|_| ())
}

/// A copy of a camera's memories.
struct Content {
    nor: Chip,
    emmc: Option<Chip>,
    revision: u64,
}

impl Content {
    fn of(camera: &VirtualCamera) -> Self {
        let (nor, emmc) = camera.memories();
        Self {
            nor,
            emmc,
            revision: camera.revision(),
        }
    }
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, MemoryImageError> {
    let mut bytes = Vec::new();
    match fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)) {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(MemoryImageError {
            path: path.to_owned(),
            source,
        }),
    }
}

fn replace(
    path: &Path,
    write: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> Result<(), MemoryImageError> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    let temporary = PathBuf::from(temporary);
    fs::File::create(&temporary)
        .and_then(|mut file| write(&mut file))
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|source| MemoryImageError {
            path: path.to_owned(),
            source,
        })
}
