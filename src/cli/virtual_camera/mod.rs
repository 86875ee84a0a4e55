//! `oak virtual-camera`: a model of a camera on the network, or several as USB devices.

mod usbip;

use std::{
    fs,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    rc::Rc,
};

use clap::{Args, ValueEnum};

use super::firmware::FirmwareArgs;
use crate::{
    bootloader::{BootloaderKind, Version},
    recording::{About, Recorder},
    runtime::NativeRuntime,
    transport::{Attachment, MxId},
    virtual_camera::{
        BesideWrite, Fault, Images, InitialState, MemoryImage, Options, UsbSpeed, Violation,
        VirtualCamera, server::Server,
    },
};

/// Serve virtual cameras on the network or by USB/IP until stopped by SIGINT or SIGTERM.
#[derive(Debug, Args)]
pub(super) struct VirtualCameraArgs {
    /// Serve one camera over the network on this address; several run side by side on different addresses
    #[arg(
        long,
        value_name = "IP",
        required_unless_present = "usbip",
        conflicts_with = "usbip"
    )]
    address: Option<IpAddr>,
    /// Serve USB cameras to a kernel by USB/IP; without an address on 127.0.0.1
    #[arg(long, value_name = "[ADDRESS:]PORT", value_parser = socket)]
    usbip: Option<SocketAddr>,
    /// With --usbip: take commands here, one a line (unplug, replug, fault, wait and others)
    #[arg(long, value_name = "[ADDRESS:]PORT", value_parser = socket, requires = "usbip")]
    control: Option<SocketAddr>,
    /// With --usbip: attach the cameras to the kernel of this machine, again whenever they come back; needs root and
    /// the module vhci-hcd
    #[arg(long, requires = "usbip")]
    attach: bool,
    /// With --usbip: one of several cameras, as a JSON object of what differs from the other options, for example
    /// {"mx_id":"14442C1011043ED700","state":"unbooted"}; may be repeated
    #[arg(long, value_name = "JSON", requires = "usbip")]
    camera: Vec<String>,
    /// With --usbip: how fast everything but the chip's ROM attaches
    #[arg(long, value_enum, default_value = "high")]
    usb_speed: Speed,
    /// Kind of the camera
    #[arg(long = "type", value_enum)]
    kind: Kind,
    /// Size of the NOR flash in MiB
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1024))]
    nor_mib: u32,
    /// Size of the eMMC in MiB; none without
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=131_072))]
    emmc_mib: Option<u32>,
    /// Version of the flashed bootloader
    #[arg(long, value_name = "X.Y.Z", default_value = "0.0.29")]
    bootloader: Version,
    /// What the camera holds and runs at first
    #[arg(long, value_enum, default_value = "bootloader")]
    state: State,
    /// Identity: 18 hex digits
    #[arg(long, value_name = "HEX", default_value = "14442C10D13EABCE00", value_parser = mx_id)]
    mxid: MxId,
    /// Multiple of a real NOR's speed, or "inf" for memory and cable that take no time
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Raw NOR, with an eMMC beside it in FILE.emmc; loaded if it exists, written back when it changes. Of several cameras
    /// the second has FILE.2 and so on
    #[arg(long, value_name = "FILE")]
    memory_image: Option<PathBuf>,
    /// Erase unit of the NOR in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(512..=1 << 20))]
    erase_unit: u32,
    /// What happens to the rest of an erase unit beside a write
    #[arg(long, value_enum, default_value = "survives")]
    beside_write: Beside,
    /// Longest time between two watchdog pings before the camera resets, in milliseconds
    #[arg(long, value_name = "MILLIS", default_value_t = 1500, value_parser = clap::value_parser!(u32).range(100..))]
    watchdog: u32,
    /// A fault as JSON, for example "silence" or {"power-cut-after":{"bytes":1000}}; may be repeated
    #[arg(long, value_name = "JSON", value_parser = fault)]
    fault: Vec<Fault>,
    #[command(flatten)]
    firmware: FirmwareArgs,
    /// Write what hosts did wrong to this file when stopped, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// With --address: write what hosts said and were answered to this file when stopped, as a recording
    #[arg(long, value_name = "FILE", requires = "address")]
    record: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Usb,
    Network,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Unbooted,
    Bootloader,
    Application,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Speed {
    High,
    Super,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Beside {
    Survives,
    Erased,
}

fn mx_id(text: &str) -> Result<MxId, String> {
    let hex = text.len() == 18 && text.chars().all(|digit| digit.is_ascii_hexdigit());
    hex.then(|| MxId(text.to_ascii_uppercase()))
        .ok_or_else(|| "18 hex digits are needed".to_owned())
}

fn speed(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|factor| *factor > 0.0)
        .map(|factor| factor.min(Options::NO_WAIT))
        .ok_or_else(|| "a number above 0 or inf is needed".to_owned())
}

fn socket(text: &str) -> Result<SocketAddr, String> {
    let here = |port| SocketAddr::from(([127, 0, 0, 1], port));
    text.parse()
        .or_else(|_| text.parse().map(here))
        .map_err(|error: std::num::ParseIntError| format!("neither address nor port: {error}"))
}

fn fault(text: &str) -> Result<Fault, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

impl VirtualCameraArgs {
    fn options(&self) -> Options {
        Options {
            kind: match self.kind {
                Kind::Usb => BootloaderKind::Usb,
                Kind::Network => BootloaderKind::Network,
            },
            nor_mib: self.nor_mib,
            emmc_mib: self.emmc_mib,
            bootloader: self.bootloader,
            state: match self.state {
                State::Unbooted => InitialState::Unbooted,
                State::Bootloader => InitialState::Bootloader,
                State::Application => InitialState::Application,
            },
            mx_id: self.mxid.clone(),
            speed: self.speed,
            erase_unit_bytes: self.erase_unit,
            beside_write: match self.beside_write {
                Beside::Survives => BesideWrite::Survives,
                Beside::Erased => BesideWrite::Erased,
            },
            attachment: match self.usbip {
                Some(_) => Attachment::Usb,
                None => Attachment::Network,
            },
            usb_speed: match self.usb_speed {
                Speed::High => UsbSpeed::High,
                Speed::Super => UsbSpeed::Super,
            },
            watchdog_millis: self.watchdog,
        }
    }

    /// The real bootloaders where they are at hand; the model makes stand-ins for the others.
    async fn images(&self) -> Result<Images, String> {
        let Some(store) = self.firmware.store_if_there().await? else {
            return Ok(Images::default());
        };
        let read = async |kind| {
            store
                .bootloader(kind)
                .await
                .map_err(|error| error.to_string())
        };
        Ok(Images {
            usb: Some(read(BootloaderKind::Usb).await?),
            network: Some(read(BootloaderKind::Network).await?),
        })
    }

    fn camera(
        &self,
        options: Options,
        images: &Images,
        memory: Option<&MemoryImage>,
    ) -> Result<VirtualCamera, String> {
        let mut camera = VirtualCamera::new(options, images);
        if let Some(memory) = memory {
            memory
                .load(&mut camera)
                .map_err(|error| error.to_string())?;
        }
        for fault in &self.fault {
            camera.fault(fault);
        }
        Ok(camera)
    }

    async fn serve(&self, address: IpAddr) -> Result<(), String> {
        let memory = self.memory_image.as_deref().map(MemoryImage::new);
        let mut camera = self.camera(self.options(), &self.images().await?, memory.as_ref())?;
        let recorder = Recorder::default();
        if self.record.is_some() {
            camera.record(recorder.clone());
        }
        let runtime = Rc::new(NativeRuntime::new());
        let server = Server::start(camera, runtime, address, memory)
            .await
            .map_err(|error| error.to_string())?;
        // Whoever reads the line may send a signal at once.
        let stopped = stop_signals()?;
        super::say(&format!("virtual camera {} ready on {address}", self.mxid));
        let end = tokio::select! {
            end = server.run() => end,
            () = stopped => Ok(()),
        };
        server.save().map_err(|error| error.to_string())?;
        self.write_report(&server.violations())?;
        self.write_recording(&recorder)?;
        end.map_err(|error| error.to_string())
    }

    fn write_report(&self, violations: &[Violation]) -> Result<(), String> {
        let Some(path) = &self.report else {
            return Ok(());
        };
        let report = serde_json::to_vec_pretty(violations).map_err(|error| error.to_string())?;
        fs::write(path, report).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    fn write_recording(&self, recorder: &Recorder) -> Result<(), String> {
        let Some(path) = &self.record else {
            return Ok(());
        };
        let recording = recorder.recording(About {
            camera: serde_json::json!({"mx_id": self.mxid}),
            ..About::default()
        });
        fs::write(path, recording.write())
            .map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    /// Runs the command.
    pub(super) fn run(&self) -> ExitCode {
        let served = async {
            match (self.address, self.usbip) {
                (Some(address), _) => self.serve(address).await,
                (None, Some(usbip)) => self.serve_usb(usbip).await,
                (None, None) => Err("an address to serve on is needed".to_owned()),
            }
        };
        match super::block_on(served) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => super::fail(&error),
        }
    }
}

/// Listens for SIGINT and SIGTERM from now on; the future completes at the first.
fn stop_signals() -> Result<impl Future<Output = ()>, String> {
    signals().map_err(|error| format!("no signals can be caught: {error}"))
}

fn signals() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        );
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(windows)]
    {
        let mut interrupt = tokio::signal::windows::ctrl_c()?;
        Ok(async move {
            interrupt.recv().await;
        })
    }
}
