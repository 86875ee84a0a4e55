//! Names of things, and numbers as people read them.

use super::units::exact;
use crate::{
    bootloader::{BootloaderKind, Memory},
    device::{ConnectPhase, KindEvidence, Operation, RegionUse, Stage, Unplug},
    transport::DeviceState,
};

/// The kind of a bootloader as the maker writes it.
pub const fn kind(kind: BootloaderKind) -> &'static str {
    match kind {
        BootloaderKind::Usb => "USB",
        BootloaderKind::Network => "NETWORK",
    }
}

/// Why the kind of a camera is believed.
pub const fn evidence(evidence: KindEvidence) -> &'static str {
    match evidence {
        KindEvidence::Running => "its flashed bootloader says so",
        KindEvidence::FlashContent => {
            "it was found without a running bootloader, and what is in its flash says so"
        }
        KindEvidence::Unknown => {
            "it was found without a running bootloader and its flash tells nothing"
        }
    }
}

/// A memory.
pub const fn memory(memory: Memory) -> &'static str {
    match memory {
        Memory::Auto => "the memory the camera chooses",
        Memory::Flash => "flash",
        Memory::Emmc => "eMMC",
    }
}

/// A region of the flash.
pub const fn region(region: RegionUse) -> &'static str {
    match region {
        RegionUse::Header => "Boot header",
        RegionUse::Bootloader => "Bootloader",
        RegionUse::UserBootloader => "User bootloader",
        RegionUse::Config => "Configuration",
        RegionUse::Application => "Application",
        RegionUse::Free => "Free",
    }
}

/// An operation, as on its button.
pub const fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::FlashBootloader => "Flash bootloader",
        Operation::FlashUserBootloader => "Flash user bootloader",
        Operation::RemoveUserBootloader => "Remove user bootloader",
        Operation::FactoryReset => "Factory reset",
        Operation::WriteBootHeader => "Write boot header",
        Operation::FlashApplication => "Flash application",
        Operation::UpdateApplication => "Update application",
        Operation::RemoveApplication => "Remove application",
        Operation::WriteConfig => "Write configuration",
        Operation::ClearConfig => "Clear configuration",
        Operation::WriteMemory => "Write memory",
        Operation::RestoreBackup => "Restore backup",
    }
}

/// A phase of an operation.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Prepare => "Prepare",
        Stage::Send => "Send",
        Stage::Write => "Write",
        Stage::ReadBack => "Read back",
        Stage::Restart => "Restart",
        Stage::Check => "Check",
    }
}

/// Whether unplugging is safe now.
pub const fn unplug(unplug: Unplug) -> &'static str {
    match unplug {
        Unplug::Safe => "Unplugging now would lose nothing",
        Unplug::UserBootloaderLost => {
            "Unplugging now would lose the user bootloader; the factory bootloader starts instead"
        }
        Unplug::ApplicationLost => {
            "Unplugging now would lose the application; the camera stays reachable"
        }
        Unplug::Dangerous => "Do not unplug the camera now",
    }
}

/// A state of a camera.
pub const fn state(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Unbooted => "unbooted (USB recovery)",
        DeviceState::Bootloader => "bootloader running",
        DeviceState::FlashBooted => "application running",
        DeviceState::Booted => "used by a program",
    }
}

/// A phase of connecting.
pub const fn connect_phase(phase: ConnectPhase) -> &'static str {
    match phase {
        ConnectPhase::Opening => "Opening the camera",
        ConnectPhase::ReadingIdentity => "Reading the chip's identity",
        ConnectPhase::BootingInMemory => "Starting a bootloader in the camera's memory",
        ConnectPhase::LeavingApplication => "Asking the application to give way",
        ConnectPhase::WaitingForReturn => "Waiting for the camera to come back",
        ConnectPhase::Asking => "Asking the camera what it is",
    }
}

/// A size: exact bytes below 1 KiB, else KiB, MiB or GiB with one decimal.
pub fn bytes_text(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit) else {
        return exact(bytes);
    };
    if bytes.is_multiple_of(unit) {
        format!("{} {name}", bytes / unit)
    } else {
        format!("{:.1} {name}", bytes as f64 / unit as f64)
    }
}

/// A speed in kB/s.
pub fn speed_text(bytes_per_sec: f64) -> String {
    format!("{:.0} kB/s", bytes_per_sec / 1000.0)
}

/// A time of the future: "about 20 s", "about 2 min".
pub fn duration_text(secs: f64) -> String {
    if secs < 90.0 {
        format!("about {:.0} s", secs.max(1.0))
    } else {
        format!("about {:.0} min", secs / 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(bytes_text(512), "512 bytes");
        assert_eq!(bytes_text(16_384), "16 KiB");
        assert_eq!(bytes_text(9_633_792), "9.2 MiB");
        assert_eq!(bytes_text(1 << 25), "32 MiB");
        assert_eq!(speed_text(104_000.0), "104 kB/s");
        assert_eq!(duration_text(0.2), "about 1 s");
        assert_eq!(duration_text(89.0), "about 89 s");
        assert_eq!(duration_text(120.0), "about 2 min");
    }
}
