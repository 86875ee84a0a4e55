//! Where firmware and bootloaders come from.

use std::{cell::RefCell, env, path::PathBuf, rc::Rc};

use bytes::Bytes;
use clap::Args;
use futures_util::{FutureExt, future::LocalBoxFuture};

use crate::{
    bootloader::BootloaderKind,
    device::BootloaderImages,
    firmware::{DirectorySource, MANIFEST_NAME, Store},
};

/// Where set-up stores the firmware in a checkout.
const DIRECTORY: &str = "www/firmware";

#[derive(Debug, Clone, Args)]
pub(super) struct FirmwareArgs {
    /// Folder with firmware and bootloaders, as `cargo xtask firmware` makes it
    #[arg(long = "firmware", value_name = "DIR", env = "OAK_FIRMWARE")]
    directory: Option<PathBuf>,
}

impl FirmwareArgs {
    /// Opens the store: the folder given, or the checkout's around the current folder or this program.
    pub(super) async fn store(&self) -> Result<Rc<Store>, String> {
        let directory = self.directory.clone().or_else(in_checkout).ok_or_else(|| {
            format!(
                "no firmware in {DIRECTORY}; make it with `cargo xtask firmware`, or name its \
                 folder with --firmware or OAK_FIRMWARE"
            )
        })?;
        Store::open(Rc::new(DirectorySource::new(&directory)))
            .await
            .map(Rc::new)
            .map_err(|error| {
                format!(
                    "the firmware in {} cannot be used: {error}; make it again with `cargo xtask \
                     firmware`",
                    directory.display()
                )
            })
    }

    /// Like [`FirmwareArgs::store`], but `None` where no folder was given and none is found.
    pub(super) async fn store_if_there(&self) -> Result<Option<Rc<Store>>, String> {
        if self.directory.is_none() && in_checkout().is_none() {
            return Ok(None);
        }
        self.store().await.map(Some)
    }

    /// The bootloaders of the store, which is opened when one is needed.
    pub(super) fn images(&self) -> Rc<dyn BootloaderImages> {
        Rc::new(StoredImages {
            args: self.clone(),
            store: Rc::default(),
        })
    }
}

fn in_checkout() -> Option<PathBuf> {
    let mut folders = vec![env::current_dir().ok()?];
    if let Ok(program) = env::current_exe() {
        folders.extend(program.ancestors().skip(1).map(PathBuf::from));
    }
    folders
        .into_iter()
        .map(|folder| folder.join(DIRECTORY))
        .find(|folder| folder.join(MANIFEST_NAME).is_file())
}

struct StoredImages {
    args: FirmwareArgs,
    store: Rc<RefCell<Option<Rc<Store>>>>,
}

impl BootloaderImages for StoredImages {
    fn bootloader(&self, kind: BootloaderKind) -> LocalBoxFuture<'static, Result<Bytes, String>> {
        let (args, slot) = (self.args.clone(), Rc::clone(&self.store));
        async move {
            let opened = slot.borrow().clone();
            let store = match opened {
                Some(store) => store,
                None => args.store().await?,
            };
            slot.replace(Some(Rc::clone(&store)));
            store
                .bootloader(kind)
                .await
                .map_err(|error| error.to_string())
        }
        .boxed_local()
    }
}
