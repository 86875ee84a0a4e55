//! Firmware and bootloader images, loaded when first needed and kept for the visit.

use std::{cell::RefCell, rc::Rc};

use bytes::Bytes;
use futures_util::{FutureExt, future::LocalBoxFuture};

use crate::{
    bootloader::{BootloaderKind, Version},
    device::BootloaderImages,
    firmware::{BaseFirmware, FirmwareError, FirmwareVersion, Source, Store},
    virtual_camera::Images,
};

/// The one way to firmware in this engine.
pub(super) struct Shelf {
    source: Rc<dyn Source>,
    store: RefCell<Option<Rc<Store>>>,
}

impl Shelf {
    pub(super) fn new(source: Rc<dyn Source>) -> Rc<Self> {
        Rc::new(Self {
            source,
            store: RefCell::default(),
        })
    }

    pub(super) async fn store(&self) -> Result<Rc<Store>, FirmwareError> {
        let open = self.store.borrow().clone();
        if let Some(store) = open {
            return Ok(store);
        }
        let store = Rc::new(Store::open(Rc::clone(&self.source)).await?);
        self.store.replace(Some(Rc::clone(&store)));
        Ok(store)
    }

    /// Version of the bootloaders, if there is firmware at all.
    pub(super) async fn bootloader_version(&self) -> Option<Version> {
        Some(self.store().await.ok()?.bootloader_version())
    }

    pub(super) async fn base(
        &self,
        version: FirmwareVersion,
    ) -> Result<Rc<BaseFirmware>, FirmwareError> {
        self.store().await?.base(version).await
    }

    /// Makes a base firmware ready for packages without compression.
    pub(super) async fn unpack(&self, base: &BaseFirmware) -> Result<(), FirmwareError> {
        self.store().await?.unpack(base).await
    }

    pub(super) async fn bootloader(&self, kind: BootloaderKind) -> Result<Bytes, FirmwareError> {
        self.store().await?.bootloader(kind).await
    }

    /// Images for a virtual camera; it makes stand-ins for what is missing.
    pub(super) async fn images(&self) -> Images {
        Images {
            usb: self.bootloader(BootloaderKind::Usb).await.ok(),
            network: self.bootloader(BootloaderKind::Network).await.ok(),
        }
    }
}

/// The shelf as the device layer asks for it.
pub(super) struct ShelfImages(pub(super) Rc<Shelf>);

impl BootloaderImages for ShelfImages {
    fn bootloader(&self, kind: BootloaderKind) -> LocalBoxFuture<'static, Result<Bytes, String>> {
        let shelf = Rc::clone(&self.0);
        async move {
            shelf
                .bootloader(kind)
                .await
                .map_err(|error| error.to_string())
        }
        .boxed_local()
    }
}
