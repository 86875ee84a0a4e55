//! The flash drawn to scale.

use super::{CameraInfo, FlashRegion, KindEvidence, RegionUse};
use crate::bootloader::{Layout, Memory};

/// The flash, region by region, without gaps; empty when its size or the kind is unknown.
pub(super) fn flash_map(info: &CameraInfo) -> Vec<FlashRegion> {
    let size = info
        .memories
        .iter()
        .find(|m| m.memory == Memory::Flash && m.available)
        .map_or(0, |m| m.size_bytes);
    if size == 0 || info.kind_evidence == KindEvidence::Unknown {
        return Vec::new();
    }
    let layout = Layout::of(info.kind);
    let flashed = info.flashed.is_some().then_some(true);
    let application = info
        .applications
        .iter()
        .find(|a| a.memory == Memory::Flash)
        .map(|a| a.present);
    let mut sections = vec![
        (RegionUse::Header, layout.header, flashed),
        (RegionUse::Bootloader, layout.bootloader, flashed),
    ];
    if let Some(user) = layout.user_bootloader {
        sections.push((
            RegionUse::UserBootloader,
            user,
            info.user_bootloader.filter(|u| *u),
        ));
    }
    let config = Some(info.config.is_some());
    sections.push((RegionUse::Config, layout.config, config));
    sections.push((RegionUse::Application, layout.application, application));
    let mut map = Vec::new();
    let mut end = 0;
    for (used_for, section, occupied) in sections {
        let offset = u64::from(section.offset);
        if offset > end {
            map.push(FlashRegion {
                used_for: RegionUse::Free,
                offset: end,
                size: offset - end,
                occupied: None,
            });
        }
        let section_end = section
            .size
            .map_or(size, |bytes| offset + u64::from(bytes))
            .min(size);
        if section_end <= offset {
            break;
        }
        map.push(FlashRegion {
            used_for,
            offset,
            size: section_end - offset,
            occupied,
        });
        end = section_end;
    }
    map
}
