//! The flash drawn to scale, and the same as a list.

use yew::{Html, html};

use super::super::components::hash;
use crate::{
    device::{CameraInfo, FlashRegion, RegionUse},
    text::{self, page::camera as w, units},
};

/// Draws the map. The bar is for the eye; the list says everything.
pub(in crate::ui) fn view(info: &CameraInfo) -> Html {
    let total = info
        .map
        .iter()
        .map(|region| region.offset + region.size)
        .max()
        .unwrap_or(0);
    // Small regions are drawn over their large neighbours, or they would not be seen.
    let mut drawn: Vec<_> = info.map.iter().collect();
    drawn.sort_by_key(|region| std::cmp::Reverse(region.size));
    html! {
        <section class="map" aria-label={w::MAP}>
            <div class="map-head">
                <h3>{ w::MAP }</h3>
                <span class="muted">{ text::bytes_text(total) }</span>
            </div>
            <svg class="map-bar" viewBox="0 0 1000 32" preserveAspectRatio="none" aria-hidden="true">
                { for drawn.into_iter().map(|region| bar(region, total)) }
            </svg>
            <ul class="map-list">{ for info.map.iter().map(row) }</ul>
        </section>
    }
}

/// One region of the bar, at least wide enough to be seen.
fn bar(region: &FlashRegion, total: u64) -> Html {
    let scale = 1000.0 / (total.max(1) as f64);
    let x = region.offset as f64 * scale;
    let width = (region.size as f64 * scale).max(5.0);
    html! {
        <rect class="map-region" data-use={use_id(region.used_for)} data-occupied={occupied(region)}
            x={format!("{x:.1}")} y="0" width={format!("{width:.1}")} height="32" />
    }
}

fn row(region: &FlashRegion) -> Html {
    let state = match region.occupied {
        Some(true) => w::OCCUPIED,
        Some(false) => w::EMPTY,
        None => w::UNKNOWN,
    };
    html! {
        <li>
            <span class="map-key" data-use={use_id(region.used_for)} data-occupied={occupied(region)}
                aria-hidden="true" />
            <span class="map-name">{ text::region(region.used_for) }</span>
            <span class="map-state">{ state }</span>
            <span class="map-size">{ text::bytes_text(region.size) }</span>
            <span class="map-at">{ hash(&units::address(region.offset)) }</span>
        </li>
    }
}

const fn occupied(region: &FlashRegion) -> &'static str {
    match region.occupied {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

const fn use_id(used_for: RegionUse) -> &'static str {
    match used_for {
        RegionUse::Header => "header",
        RegionUse::Bootloader => "bootloader",
        RegionUse::UserBootloader => "user-bootloader",
        RegionUse::Config => "config",
        RegionUse::Application => "application",
        RegionUse::Free => "free",
    }
}
