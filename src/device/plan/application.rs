//! Plans for flashing and removing an application.

use bytes::Bytes;

use super::{add_write, can_read_back, empty, memory_size, require, require_kind, sha256_hex};
use crate::{
    bootloader::{BootloaderKind, Layout, Memory, RequestKind, gate},
    codec::Hashing,
    device::{CameraInfo, Operation, Plan, PlannedWrite, PowerCut, Refusal, RegionUse, Warning},
    package::{Inspection, Package, TABLE_BYTES},
    runtime::{Runtime, in_slices},
};

/// What the caller knows about an application beyond its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationHints {
    /// Size the package would have with a compressed firmware, for an uncompressed one.
    pub compressed_size: Option<u64>,
    /// Findings of the standalone check that stop it.
    pub errors: Vec<String>,
    /// Findings that do not.
    pub warnings: Vec<String>,
}

/// How a package travels into its memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::device) enum ApplicationRoute {
    /// The stock command: the bootloader checks everything first and writes the first block last.
    Stock,
    /// Raw writes into a memory the stock command would not choose: table erased first, written last.
    Raw,
}

/// A package that was looked at: hashed, and checked for what would keep a camera from starting it. Takes tenths of a
/// second for a large package, so it is best done before a camera is connected, whose watchdog waits for pings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPackage {
    bytes: Bytes,
    sha256: String,
    /// The application's name, or why a camera would not start it.
    verdict: Result<String, String>,
}

impl CheckedPackage {
    /// Looks at `bytes`, at once.
    pub fn new(bytes: Bytes) -> Self {
        let mut look = Look::new(bytes);
        while look.step() {}
        look.finish()
    }

    /// Looks at `bytes`, with pauses for a camera that is connected.
    pub async fn look(bytes: Bytes, runtime: &dyn Runtime) -> Self {
        let mut look = Look::new(bytes);
        in_slices(runtime, || look.step()).await;
        look.finish()
    }

    /// The package's bytes.
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Lower-case hex of its SHA-256.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The application's name, or why a camera would not start it.
    pub fn verdict(&self) -> Result<&str, &str> {
        match &self.verdict {
            Ok(name) => Ok(name),
            Err(reason) => Err(reason),
        }
    }
}

/// A look at a package, step by step.
struct Look {
    bytes: Bytes,
    hashing: Hashing,
    /// The check as far as it is, or what it found wrong.
    inspection: Result<Inspection, String>,
}

impl Look {
    fn new(bytes: Bytes) -> Self {
        let package = Package::read(bytes.clone());
        Self {
            bytes,
            hashing: Hashing::default(),
            inspection: package
                .map(Inspection::new)
                .map_err(|error| error.to_string()),
        }
    }

    /// `false` when there is nothing left to look at.
    fn step(&mut self) -> bool {
        if self.hashing.step(&self.bytes) {
            return true;
        }
        let Ok(inspection) = &mut self.inspection else {
            return false;
        };
        inspection.step().unwrap_or_else(|error| {
            self.inspection = Err(error.to_string());
            false
        })
    }

    fn finish(self) -> CheckedPackage {
        CheckedPackage {
            sha256: self.hashing.finish(),
            verdict: self
                .inspection
                .map(|inspection| inspection.package().app_name()),
            bytes: self.bytes,
        }
    }
}

/// [`checked_application`] for a package that was not looked at yet.
pub fn application(
    info: &CameraInfo,
    memory: Memory,
    package: &Bytes,
    hints: &ApplicationHints,
) -> Plan {
    checked_application(info, memory, &CheckedPackage::new(package.clone()), hints)
}

/// Flashes `package` into `memory`; [`Memory::Auto`] is where the bootloader itself would put it.
pub fn checked_application(
    info: &CameraInfo,
    memory: Memory,
    package: &CheckedPackage,
    hints: &ApplicationHints,
) -> Plan {
    let size = package.bytes.len() as u64;
    let mut plan = application_of(info, memory, size, &package.sha256, hints);
    match &package.verdict {
        Ok(name) => {
            for write in &mut plan.writes {
                write.to = named(name);
            }
        }
        Err(reason) => plan.refusals.push(Refusal::BadImage {
            reason: reason.clone(),
        }),
    }
    plan
}

/// The plan for a package of which only size and hash are known: what the camera's facts say.
pub(in crate::device) fn application_of(
    info: &CameraInfo,
    memory: Memory,
    size: u64,
    sha256: &str,
    hints: &ApplicationHints,
) -> Plan {
    let mut plan = empty(info, Operation::FlashApplication, PowerCut::OldNewOrNone);
    let (memory, route) = destination(info, memory);
    check_bootloader(&mut plan, info);
    if route == ApplicationRoute::Raw {
        require(&mut plan, info, RequestKind::UpdateFlashEx2.since());
    }
    check_memory(&mut plan, info, memory);
    let offset = u64::from(Layout::of(info.kind).application.offset);
    check_fit(&mut plan, info, memory, size, hints);
    if !hints.errors.is_empty() {
        plan.refusals.push(Refusal::NotStandalone {
            findings: hints.errors.clone(),
        });
    }
    plan.warnings
        .extend(hints.warnings.iter().map(|finding| Warning::Pipeline {
            finding: finding.clone(),
        }));
    let write = PlannedWrite {
        used_for: RegionUse::Application,
        memory,
        offset,
        size,
        from: present_application(info, memory),
        to: String::new(),
        sha256: sha256.to_owned(),
    };
    add_write(&mut plan, info, write);
    plan
}

/// Removes the application by overwriting its table, as the official library does.
pub fn remove_application(info: &CameraInfo, memory: Memory) -> Plan {
    let mut plan = empty(info, Operation::RemoveApplication, PowerCut::OldNewOrNone);
    let (memory, _) = destination(info, memory);
    let needed = gate::Operation::WriteApplicationArea.since(info.kind);
    require(&mut plan, info, needed);
    require_kind(&mut plan, info);
    check_memory(&mut plan, info, memory);
    if info
        .applications
        .iter()
        .any(|a| a.memory == memory && !a.present)
    {
        plan.refusals.push(Refusal::NothingToRemove);
    }
    let table = [0xFF; TABLE_BYTES];
    let write = PlannedWrite {
        used_for: RegionUse::Application,
        memory,
        offset: Layout::of(info.kind).application.offset.into(),
        size: TABLE_BYTES as u64,
        from: present_application(info, memory),
        to: "no application".to_owned(),
        sha256: sha256_hex(&table),
    };
    add_write(&mut plan, info, write);
    plan
}

/// The memory really meant, and how a package gets there. The stock command itself prefers an eMMC on network cameras
/// (protocol 5.4).
pub(in crate::device) fn destination(
    info: &CameraInfo,
    memory: Memory,
) -> (Memory, ApplicationRoute) {
    let emmc = info.kind == BootloaderKind::Network && memory_size(info, Memory::Emmc).is_some();
    let stock = if emmc { Memory::Emmc } else { Memory::Flash };
    if memory == Memory::Auto || memory == stock {
        (stock, ApplicationRoute::Stock)
    } else {
        (memory, ApplicationRoute::Raw)
    }
}

fn check_bootloader(plan: &mut Plan, info: &CameraInfo) {
    if info.booted_in_memory {
        plan.refusals.push(Refusal::BootloaderNotFlashed);
        return;
    }
    require(
        plan,
        info,
        gate::Operation::FlashApplication.since(info.kind),
    );
    if info.running < gate::RELIABLE_SINCE {
        plan.warnings.push(Warning::StartupBug {
            version: info.running,
        });
    }
    if !can_read_back(info) {
        plan.warnings.push(Warning::NoReadBack);
    }
}

fn check_memory(plan: &mut Plan, info: &CameraInfo, memory: Memory) {
    let impossible = memory == Memory::Emmc && info.kind == BootloaderKind::Usb;
    let told = !info.memories.is_empty();
    if impossible || (told && memory_size(info, memory).is_none()) {
        plan.refusals.push(Refusal::NoSuchMemory { memory });
    }
}

fn check_fit(
    plan: &mut Plan,
    info: &CameraInfo,
    memory: Memory,
    size: u64,
    hints: &ApplicationHints,
) {
    let offset = u64::from(Layout::of(info.kind).application.offset);
    let Some(total) = memory_size(info, memory) else {
        if info.memories.is_empty() {
            plan.warnings.push(Warning::FitUnknown);
        }
        return;
    };
    let room = total.saturating_sub(offset);
    if size > room {
        plan.refusals.push(Refusal::TooLarge {
            memory,
            offset,
            size,
            room,
            fits_compressed: hints
                .compressed_size
                .filter(|compressed| *compressed <= room),
        });
    }
}

fn present_application(info: &CameraInfo, memory: Memory) -> String {
    info.applications
        .iter()
        .find(|a| a.memory == memory && a.present)
        .map(|a| named(a.name.as_deref().unwrap_or_default()))
        .unwrap_or_default()
}

/// An application as plans call it.
fn named(name: &str) -> String {
    if name.is_empty() {
        "an application without a name".to_owned()
    } else {
        name.to_owned()
    }
}
