//! The parts of a flash: its regions, with the application's sections and the room beside them.

use crate::{
    bootloader::Memory,
    device::{CameraInfo, RegionUse, SectionPlace},
};

/// One part, in the order of addresses, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The region it belongs to.
    pub used_for: RegionUse,
    /// The section of the application it is; `None` for a whole region or room.
    pub section: Option<String>,
    /// Offset in bytes.
    pub offset: u64,
    /// Size in bytes.
    pub size: u64,
    /// Whether something is there; `None` if unknown.
    pub occupied: Option<bool>,
    /// Whether it only fills the room between two sections.
    pub room: bool,
}

/// The parts of the flash; empty where its map is not known.
pub fn parts(info: &CameraInfo) -> Vec<Part> {
    let mut parts = Vec::new();
    for region in &info.map {
        let whole = Part {
            used_for: region.used_for,
            section: None,
            offset: region.offset,
            size: region.size,
            occupied: region.occupied,
            room: false,
        };
        let sections = sections(info, &whole);
        if sections.is_empty() {
            parts.push(whole);
        } else {
            parts.extend(sections);
        }
    }
    parts
}

/// The application's sections and the room around them; nothing where its table is not known.
fn sections(info: &CameraInfo, region: &Part) -> Vec<Part> {
    if region.used_for != RegionUse::Application || region.occupied != Some(true) {
        return Vec::new();
    }
    let mut applications = info.applications.iter();
    let application = applications.find(|it| it.memory == Memory::Flash && it.present);
    let mut places: Vec<&SectionPlace> = application
        .map(|it| it.sections.iter().filter(|it| it.size > 0).collect())
        .unwrap_or_default();
    places.sort_by_key(|place| place.offset);
    let end = region.offset + region.size;
    let part = |section: Option<&str>, from: u64, to: u64| Part {
        used_for: if section.is_some() {
            RegionUse::Application
        } else {
            RegionUse::Free
        },
        section: section.map(str::to_owned),
        offset: from,
        size: to - from,
        occupied: section.map(|_| true),
        room: false,
    };
    let mut found = Vec::new();
    let mut at = region.offset;
    for place in places {
        let to = place.offset.saturating_add(place.size).min(end);
        if place.offset < at || to <= place.offset {
            // A table that makes no sense is no reason to draw nonsense.
            return Vec::new();
        }
        if place.offset > at {
            found.push(part(None, at, place.offset));
        }
        found.push(part(Some(&place.name), place.offset, to));
        at = to;
    }
    if at < end && !found.is_empty() {
        found.push(part(None, at, end));
    }
    // The table lies before the first section, and what is between sections only fills up to their boundaries.
    for index in 0..found.len().saturating_sub(1) {
        if let Some(gap) = found.get_mut(index).filter(|part| part.section.is_none()) {
            gap.used_for = RegionUse::Application;
            gap.occupied = Some(index == 0);
            gap.room = index > 0;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bootloader::BootloaderKind,
        device::{ApplicationInfo, FlashRegion},
        ui::panel::tests::info,
    };

    fn camera(sections: &[(&str, u64, u64)]) -> CameraInfo {
        let mut info = info(BootloaderKind::Usb);
        info.map = [
            (RegionUse::Header, 0, 512),
            (RegionUse::Application, 0x10_0000, 0x1F0_0000),
        ]
        .map(|(used_for, offset, size)| FlashRegion {
            used_for,
            offset,
            size,
            occupied: Some(true),
        })
        .to_vec();
        info.applications.push(ApplicationInfo {
            memory: Memory::Flash,
            present: true,
            firmware_version: None,
            name: None,
            sections: sections
                .iter()
                .map(|(name, offset, size)| SectionPlace {
                    name: (*name).to_owned(),
                    offset: *offset,
                    size: *size,
                })
                .collect(),
        });
        info
    }

    #[test]
    fn sections_and_room_fill_the_region_of_the_application() {
        let info = camera(&[
            ("pipeline", 0x20_0000, 100),
            ("__firmware", 0x10_0200, 1000),
        ]);
        let parts = parts(&info);
        let names: Vec<_> = parts.iter().map(|it| it.section.as_deref()).collect();
        assert_eq!(
            names,
            [None, None, Some("__firmware"), None, Some("pipeline"), None]
        );
        assert_eq!(parts.last().map(|it| it.used_for), Some(RegionUse::Free));
        let rooms: Vec<_> = parts.iter().map(|it| it.room).collect();
        assert_eq!(rooms, [false, false, false, true, false, false]);
        assert!(
            parts[1..]
                .windows(2)
                .all(|w| w[0].offset + w[0].size == w[1].offset)
        );
        let last = parts.last().unwrap();
        assert_eq!(last.offset + last.size, 0x200_0000);
    }

    #[test]
    fn a_table_without_sense_leaves_the_region_whole() {
        for sections in [
            &[("a", 0x10_0200, 1000), ("b", 0x10_0300, 10)][..],
            &[("a", 0x8_0000, 1000)],
            &[("a", 0x300_0000, 5)],
            &[("a", u64::MAX, 5)],
            &[],
        ] {
            assert_eq!(parts(&camera(sections)).len(), 2, "{sections:?}");
        }
    }
}
