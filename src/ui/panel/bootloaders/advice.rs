//! Which bootloader to update, and why.

use crate::{
    bootloader::{BootloaderKind, Version, gate},
    device::CameraInfo,
    text::page::panel::bootloaders as words,
    ui::camera::known_kind,
};

/// Where a bootloader goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The first place, which the chip starts.
    Factory,
    /// The second place of network cameras.
    User,
}

/// What is advised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// Where to.
    pub target: Target,
    /// Whether it is worth doing now.
    pub needed: bool,
    /// Why.
    pub because: &'static str,
}

/// The advice for a camera, given the newest bootloader there is.
///
/// The user bootloader first: a cut there leaves the factory one. The factory one where it is the only one, missing, too
/// old to start another one, or itself known to fail.
pub fn advice(info: &CameraInfo, newest: Option<Version>) -> Advice {
    let factory = |needed, because| Advice {
        target: Target::Factory,
        needed,
        because,
    };
    let Some(flashed) = info.flashed else {
        return factory(true, words::FACTORY_MISSING);
    };
    let newest_in_flash = newest.is_none_or(|newest| flashed >= newest);
    let newest_runs = newest.is_none_or(|newest| info.running >= newest) && !info.booted_in_memory;
    if known_kind(info) != Some(BootloaderKind::Network) {
        return if newest_in_flash {
            factory(false, words::NEWEST)
        } else {
            factory(true, words::FACTORY_ONLY)
        };
    }
    if gate::is_unreliable(flashed) && !newest_in_flash {
        return factory(true, words::FACTORY_FAULT);
    }
    let user = gate::operation(
        gate::Operation::FlashUserBootloader,
        BootloaderKind::Network,
        flashed,
    );
    match (newest_in_flash || newest_runs, user) {
        (true, _) => factory(false, words::NEWEST),
        (false, Ok(())) => Advice {
            target: Target::User,
            needed: true,
            because: words::USER_ADVISED,
        },
        (false, Err(_)) => factory(true, words::FACTORY_TOO_OLD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::panel::tests::info;

    const NEWEST: Option<Version> = Some(Version::new(0, 0, 29));

    fn of(kind: BootloaderKind, patch: Option<u32>) -> (Target, bool, &'static str) {
        let mut info = info(kind);
        info.flashed = patch.map(|patch| Version::new(0, 0, patch));
        info.running = info.flashed.unwrap_or(Version::new(0, 0, 29));
        info.booted_in_memory = patch.is_none();
        let Advice {
            target,
            needed,
            because,
        } = advice(&info, NEWEST);
        (target, needed, because)
    }

    #[test]
    fn usb_cameras_have_one_place() {
        use BootloaderKind::Usb;
        assert_eq!(
            of(Usb, None),
            (Target::Factory, true, words::FACTORY_MISSING)
        );
        assert_eq!(
            of(Usb, Some(24)),
            (Target::Factory, true, words::FACTORY_ONLY)
        );
        assert_eq!(of(Usb, Some(29)), (Target::Factory, false, words::NEWEST));
    }

    #[test]
    fn network_cameras_take_the_second_place_unless_the_first_is_at_fault() {
        use BootloaderKind::Network;
        assert_eq!(
            of(Network, Some(28)),
            (Target::User, true, words::USER_ADVISED)
        );
        assert_eq!(
            of(Network, Some(27)),
            (Target::Factory, true, words::FACTORY_FAULT)
        );
        assert_eq!(
            of(Network, Some(14)),
            (Target::Factory, true, words::FACTORY_FAULT)
        );
        assert_eq!(
            of(Network, Some(29)),
            (Target::Factory, false, words::NEWEST)
        );
        assert_eq!(
            of(Network, None),
            (Target::Factory, true, words::FACTORY_MISSING)
        );
    }

    #[test]
    fn a_newest_user_bootloader_needs_nothing() {
        let mut info = info(BootloaderKind::Network);
        info.flashed = Some(Version::new(0, 0, 28));
        info.running = Version::new(0, 0, 29);
        info.user_bootloader = Some(true);
        assert!(!advice(&info, NEWEST).needed);
    }
}
