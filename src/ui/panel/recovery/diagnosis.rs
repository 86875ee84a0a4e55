//! What a camera needs, from what is known of it.

use crate::{
    bootloader::{Config, Version, gate},
    device::{CameraInfo, KindEvidence},
    text::page::panel::recovery::{self as words, Finding},
    transport::DeviceState,
    ui::camera::{Connection, State},
};

/// What the button beside a finding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Nothing to do.
    None,
    /// Connect a camera.
    Connect,
    /// Flash the factory bootloader.
    Bootloader,
    /// Clear the configuration.
    ClearConfig,
    /// Look at the configuration.
    ShowConfig,
}

/// A finding and its repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// In words.
    pub finding: Finding,
    /// What helps.
    pub repair: Repair,
    /// Whether the camera works as it is.
    pub good: bool,
}

const fn bad(finding: Finding, repair: Repair) -> Diagnosis {
    Diagnosis {
        finding,
        repair,
        good: false,
    }
}

/// What is the matter, the most important first; never empty.
pub fn diagnose(camera: &State) -> Vec<Diagnosis> {
    match &camera.connection {
        Connection::Connected(info) => connected(info),
        Connection::Running { .. } => vec![Diagnosis {
            finding: words::application_runs(),
            repair: Repair::Connect,
            good: true,
        }],
        _ => {
            let used = camera
                .candidates
                .iter()
                .any(|it| it.state == DeviceState::Booted);
            let used = used.then(|| bad(words::in_use(), Repair::None));
            used.into_iter()
                .chain([bad(words::no_camera(), Repair::Connect)])
                .collect()
        }
    }
}

fn connected(info: &CameraInfo) -> Vec<Diagnosis> {
    let tells_memory = !info.memories.is_empty();
    if tells_memory && !info.memories.iter().any(|memory| memory.available) {
        return vec![bad(words::no_flash(), Repair::None)];
    }
    let mut found = Vec::new();
    let unbooted = info.found_as == DeviceState::Unbooted;
    let holds_bootloader =
        info.flashed.is_some() || info.kind_evidence == KindEvidence::FlashContent;
    if unbooted && holds_bootloader {
        found.push(bad(words::not_started(info.flashed), Repair::Bootloader));
    } else if unbooted {
        found.push(bad(words::no_bootloader(), Repair::Bootloader));
    } else if let Some(version) = info.flashed.filter(|version| fails(*version)) {
        found.push(bad(words::startup_fault(version), Repair::Bootloader));
    }
    let config = info.config.as_deref().map(Config::from_json);
    match config {
        Some(Err(_)) => found.push(bad(words::bad_config(), Repair::ClearConfig)),
        Some(Ok(config)) if !config.check().is_empty() => {
            found.push(bad(words::bad_config(), Repair::ClearConfig));
        }
        Some(Ok(config)) if config.ipv4().fixed => {
            found.push(Diagnosis {
                finding: words::lost_on_network(),
                repair: Repair::ShowConfig,
                good: true,
            });
        }
        _ => {}
    }
    if found.iter().all(|it| it.good) {
        found.insert(
            0,
            Diagnosis {
                finding: words::healthy(),
                repair: Repair::None,
                good: true,
            },
        );
    }
    found
}

const fn fails(version: Version) -> bool {
    gate::is_unreliable(version)
}
