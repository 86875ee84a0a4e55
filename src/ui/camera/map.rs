//! The flash drawn to scale, and the same as a list; each part tells what it is.

use yew::{Callback, Html, MouseEvent, html};

use super::{
    super::{
        app::{Action, State},
        components::{fact, fact_text, facts, hash, link_button, on},
    },
    parts::{Part, parts},
};
use crate::{
    device::{CameraInfo, FlashRegion, RegionUse},
    text::{self, page::camera as w, page::camera::map as m, units},
    ui::panel::Action as Act,
};

/// Draws the map. The bar is for the eye and the mouse; the list says everything.
pub(in crate::ui) fn view(info: &CameraInfo, state: &State, dispatch: &Callback<Action>) -> Html {
    let parts = parts(info);
    let total = parts
        .iter()
        .map(|part| part.offset + part.size)
        .max()
        .unwrap_or(0);
    let free: u64 = parts
        .iter()
        .filter(|part| part.used_for == RegionUse::Free)
        .map(|part| part.size)
        .sum();
    let chosen = state.panel.part;
    let choose = |index: usize| {
        let next = (chosen != Some(index)).then_some(index);
        on(dispatch, Action::Panel(Act::ChoosePart(next)))
    };
    // Small parts are drawn over their large neighbours, or they would not be seen.
    let mut drawn: Vec<_> = parts.iter().enumerate().collect();
    drawn.sort_by_key(|(_, part)| std::cmp::Reverse(part.size));
    let row = |(index, part): (usize, &Part)| {
        let is_chosen = chosen == Some(index);
        html! {
            <>
                { row(part, is_chosen, choose(index)) }
                if is_chosen { <li class="map-told">{ told(part, info, state, dispatch) }</li> }
            </>
        }
    };
    // Room between sections is in the bar, and in the list once it is chosen there.
    let listed = |(index, part): &(usize, &Part)| !part.room || chosen == Some(*index);
    html! {
        <section class="map" aria-label={w::MAP}>
            <div class="map-head">
                <h3>{ w::MAP }</h3>
                <span class="muted">{ m::total(total, free) }</span>
            </div>
            <svg class="map-bar" viewBox="0 0 1000 32" preserveAspectRatio="none" aria-hidden="true">
                { for drawn.into_iter().map(|(index, part)| bar(part, total, chosen == Some(index), choose(index))) }
            </svg>
            <ul class="map-list">{ for parts.iter().enumerate().filter(listed).map(row) }</ul>
        </section>
    }
}

/// One part of the bar, at least wide enough to be seen.
fn bar(part: &Part, total: u64, chosen: bool, onclick: Callback<MouseEvent>) -> Html {
    let scale = 1000.0 / (total.max(1) as f64);
    let x = part.offset as f64 * scale;
    let width = (part.size as f64 * scale).max(5.0);
    html! {
        <rect class="map-region" data-use={use_id(part.used_for)} data-occupied={occupied(part)}
            data-section={part.section.is_some().to_string()} data-chosen={chosen.to_string()} {onclick}
            x={format!("{x:.1}")} y="0" width={format!("{width:.1}")} height="32" />
    }
}

fn row(part: &Part, chosen: bool, onclick: Callback<MouseEvent>) -> Html {
    let state = match (part.used_for, part.occupied) {
        (RegionUse::Free, _) => "",
        (_, Some(true)) => w::OCCUPIED,
        (_, Some(false)) => w::EMPTY,
        (_, None) => w::UNKNOWN,
    };
    html! {
        <li>
            <button type="button" class="map-row" aria-expanded={chosen.to_string()} {onclick}>
                <span class="map-key" data-use={use_id(part.used_for)} data-occupied={occupied(part)}
                    aria-hidden="true" />
                <span class="map-name">{ name(part) }</span>
                <span class="map-state">{ state }</span>
                <span class="map-size">{ text::bytes_text(part.size) }</span>
                <span class="map-at">{ hash(&units::address(part.offset)) }</span>
            </button>
        </li>
    }
}

fn name(part: &Part) -> String {
    match &part.section {
        Some(section) => m::section(section),
        None if part.used_for == RegionUse::Application && part.occupied == Some(true) => {
            m::whole_application(part.size).to_owned()
        }
        None if part.room => m::ROOM.to_owned(),
        None => text::region(part.used_for).to_owned(),
    }
}

/// What a part is, and the way to its bytes.
fn told(part: &Part, info: &CameraInfo, state: &State, dispatch: &Callback<Action>) -> Html {
    let end = (part.offset + part.size).saturating_sub(1);
    let what = match &part.section {
        Some(section) => m::section_means(section),
        None => m::means(part.used_for),
    };
    let mut rows = vec![
        fact_text(m::IS, what),
        fact(
            m::PLACE,
            html! { <>{ hash(&units::address(part.offset)) }{ " – " }{ hash(&units::address(end)) }</> },
        ),
        fact_text(m::SIZE, units::exact(part.size)),
    ];
    if let (RegionUse::Bootloader, Some(version)) = (part.used_for, info.flashed) {
        rows.push(fact_text(m::VERSION, version.to_string()));
    }
    let region = FlashRegion {
        used_for: part.used_for,
        offset: part.offset,
        size: part.size,
        occupied: part.occupied,
    };
    html! {
        <>
            { facts(rows) }
            if !state.writing() {
                { link_button(m::READ, on(dispatch, Action::Panel(Act::ShowBytes(region)))) }
            }
        </>
    }
}

const fn occupied(part: &Part) -> &'static str {
    match part.occupied {
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
