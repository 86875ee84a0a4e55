//! Words of the flash map.

use crate::{device::RegionUse, package::TABLE_BYTES, text::bytes_text};

/// What a part is for.
pub const IS: &str = "What it is";
/// First and last byte.
pub const PLACE: &str = "From, to";
/// Size.
pub const SIZE: &str = "Size";
/// Version.
pub const VERSION: &str = "Version";
/// Leads to its bytes.
pub const READ: &str = "Read its bytes";
/// Room between sections.
pub const ROOM: &str = "Room between sections";

/// Size of the flash, and what of it is free.
pub fn total(total: u64, free: u64) -> String {
    match free {
        0 => bytes_text(total),
        free => format!("{}, {} free", bytes_text(total), bytes_text(free)),
    }
}

/// An application as a whole, or only its table.
pub const fn whole_application(size: u64) -> &'static str {
    if size == TABLE_BYTES as u64 {
        "Table of the application"
    } else {
        "Application"
    }
}

/// A section of an application.
pub fn section(name: &str) -> String {
    match name {
        "__firmware" => "Application: firmware".to_owned(),
        "pipeline" => "Application: pipeline".to_owned(),
        "assets" => "Application: list of assets".to_owned(),
        "asset_storage" => "Application: assets".to_owned(),
        "__fw_version" => "Application: firmware version".to_owned(),
        "app_name" => "Application: name".to_owned(),
        other => format!("Application: {other}"),
    }
}

/// What a section of an application is.
pub fn section_means(name: &str) -> &'static str {
    match name {
        "__firmware" => "The program that runs on the chip and carries out the pipeline",
        "pipeline" => "What the application does: its nodes, their settings and their links",
        "assets" => "Which assets there are, and where each lies",
        "asset_storage" => "Networks, scripts and other data of the nodes",
        "__fw_version" => "The firmware's version, as text",
        "app_name" => "The application's name, as text",
        _ => "A section that this page does not know; it stays as it is",
    }
}

/// What a region is.
pub const fn means(used_for: RegionUse) -> &'static str {
    match used_for {
        RegionUse::Header => "What the chip reads first: it says what to start",
        RegionUse::Bootloader => {
            "The program that starts first, talks to this page and starts the application"
        }
        RegionUse::UserBootloader => {
            "The place of a second bootloader, which the first one starts if it is whole"
        }
        RegionUse::Config => "Addresses, times and speeds that the bootloader reads at every start",
        RegionUse::Application => "The place of the application",
        RegionUse::Free => "Nothing is stored here",
    }
}
