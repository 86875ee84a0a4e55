//! `oak virtual-camera --usbip`: cameras that a kernel attaches as USB devices.

use std::{collections::HashSet, net::SocketAddr, path::PathBuf, rc::Rc};

use super::{VirtualCameraArgs, stop_signals};
use crate::{
    cli,
    runtime::NativeRuntime,
    transport::Attachment,
    virtual_camera::{
        MemoryImage, Options,
        usbip::{Addresses, Offer, UsbIpServer},
    },
};

impl VirtualCameraArgs {
    /// What makes each camera: the plain options, or for each `--camera` those with its changes.
    fn all_options(&self) -> Result<Vec<Options>, String> {
        let base = self.options();
        let mut all = Vec::new();
        for changes in &self.camera {
            let options = base
                .with_changes(changes)
                .map_err(|error| format!("--camera {changes}: {error}"))?;
            all.push(Options {
                attachment: Attachment::Usb,
                ..options
            });
        }
        if all.is_empty() {
            all.push(base);
        }
        let mut seen = HashSet::new();
        match all.iter().find(|options| !seen.insert(&options.mx_id)) {
            Some(twice) => Err(format!("two cameras are called {}", twice.mx_id)),
            None => Ok(all),
        }
    }

    /// The file of a camera's memories, by its number from 1.
    fn memory_path(&self, number: usize) -> Option<PathBuf> {
        let first = self.memory_image.as_ref()?;
        if number == 1 {
            return Some(first.clone());
        }
        let mut path = first.as_os_str().to_owned();
        path.push(format!(".{number}"));
        Some(path.into())
    }

    async fn offers(&self) -> Result<Vec<Offer>, String> {
        let images = self.images().await?;
        let mut offers = Vec::new();
        for (options, number) in self.all_options()?.into_iter().zip(1..) {
            let memory = self.memory_path(number).as_deref().map(MemoryImage::new);
            offers.push(Offer {
                camera: self.camera(options, &images, memory.as_ref())?,
                images: images.clone(),
                memory,
            });
        }
        Ok(offers)
    }

    /// Serves until stopped.
    pub(super) async fn serve_usb(&self, usbip: SocketAddr) -> Result<(), String> {
        let offers = self.offers().await?;
        let names: Vec<String> = offers
            .iter()
            .zip(1..)
            .map(|(offer, number)| format!("{} as 1-{number}", offer.camera.options().mx_id))
            .collect();
        let addresses = Addresses {
            usbip,
            control: self.control,
        };
        let server = UsbIpServer::start(offers, Rc::new(NativeRuntime::new()), addresses)
            .await
            .map_err(|error| error.to_string())?;
        let (address, control) = server
            .address()
            .and_then(|address| Ok((address, server.control_address()?)))
            .map_err(|error| error.to_string())?;
        // Whoever reads the line may send a signal at once.
        let stopped = stop_signals()?;
        let control = control.map_or_else(String::new, |at| format!(", control on {at}"));
        cli::say(&format!(
            "virtual camera {} ready on {address}{control}",
            names.join(", ")
        ));
        let attached = async {
            if self.attach {
                return server.keep_attached(address).await;
            }
            std::future::pending().await
        };
        let end = tokio::select! {
            end = server.run() => end.map_err(|error| error.to_string()),
            end = attached => end.map_err(|error| error.to_string()),
            () = stopped => Ok(()),
        };
        server.save().map_err(|error| error.to_string())?;
        self.write_report(&server.violations())?;
        end
    }
}
