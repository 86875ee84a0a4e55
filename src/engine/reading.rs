//! Commands that read the camera's memories into files.

use std::{cell::RefCell, rc::Rc};

use serde_bytes::ByteBuf;

use super::{
    application::file_stem,
    protocol::{Event, NamedFile},
    session::Session,
    shared::nothing_written,
    throttle::Throttle,
};
use crate::{
    bootloader::Memory,
    device::{CancelToken, Failure, FailureCause, plan},
};

impl Session {
    pub(super) async fn read_memory(
        &mut self,
        memory: Memory,
        offset: u64,
        size: u64,
        cancel: CancelToken,
    ) -> Result<(), Failure> {
        let throttle = Rc::new(RefCell::new(Throttle::default()));
        let control = self.control(cancel, &throttle);
        let connected = self.camera()?;
        let refusals = plan::range_refusals(&connected.info, memory, offset, size);
        if !refusals.is_empty() {
            return Err(nothing_written(FailureCause::Refused { refusals }));
        }
        let mx_id = connected.info.mx_id.clone();
        let read = connected
            .camera
            .read_memory(memory, offset, size, &control)
            .await?;
        self.tell_rest(&throttle);
        self.shared.tell(Event::MemoryRead {
            memory,
            offset,
            file: memory_file(&mx_id.0, memory, offset, read),
        });
        Ok(())
    }

    pub(super) async fn read_application(
        &mut self,
        memory: Memory,
        cancel: CancelToken,
    ) -> Result<(), Failure> {
        let throttle = Rc::new(RefCell::new(Throttle::default()));
        let control = self.control(cancel, &throttle);
        let connected = self.camera()?;
        let package = connected.camera.read_application(memory, &control).await?;
        self.tell_rest(&throttle);
        self.shared.tell(Event::ApplicationRead {
            memory,
            file: NamedFile {
                name: format!("{}.dap", file_stem(&package.app_name())),
                bytes: ByteBuf::from(package.bytes().to_vec()),
            },
        });
        Ok(())
    }

    pub(super) async fn boot_usb_rom(&mut self) -> Result<(), Failure> {
        self.camera()?.camera.boot_usb_rom().await?;
        self.forget().await;
        self.shared.tell(Event::RomStarted);
        self.shared.tell_cameras().await;
        Ok(())
    }

    /// Tells what a raw write overwrote, once.
    pub(super) fn tell_overwritten(&mut self) {
        let Some(connected) = &mut self.connected else {
            return;
        };
        if let Some(saved) = connected.camera.take_overwritten() {
            let mx_id = &connected.info.mx_id.0;
            let file = memory_file(mx_id, saved.memory, saved.offset, saved.bytes.into());
            self.shared.tell(Event::Overwritten {
                memory: saved.memory,
                offset: saved.offset,
                file,
            });
        }
    }

    fn tell_rest(&self, throttle: &RefCell<Throttle>) {
        if let Some(progress) = throttle.borrow_mut().rest() {
            self.shared.tell(Event::Progress { progress });
        }
    }
}

fn memory_file(mx_id: &str, memory: Memory, offset: u64, bytes: Vec<u8>) -> NamedFile {
    let memory = match memory {
        Memory::Emmc => "emmc",
        Memory::Flash | Memory::Auto => "flash",
    };
    NamedFile {
        name: format!("{mx_id}-{memory}-{offset:#x}.bin"),
        bytes: ByteBuf::from(bytes),
    }
}
