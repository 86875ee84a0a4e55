//! The meter in the bar, and the sheet that tells what takes the room.

use yew::{Callback, Event, Html, html};

use super::{Action as Act, State as Meter, Target};
use crate::{
    bootloader::BootloaderKind,
    pipeline::fit::{Meter as Measured, Part},
    text::{
        self,
        page::studio::{meter as w, sentence},
    },
    ui::{
        components::{Icon, icon, on, selected},
        studio::{Action, State, links},
    },
};

/// Draws the meter: a bar with one line, which opens the sheet.
pub(in crate::ui::studio) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let meter = &state.meter;
    let measured = state.analysis.as_ref().and_then(|it| it.meter.as_ref());
    let room = meter.room();
    let (words, over) = match measured {
        Some(measured) => (w::line(measured.needs(), room), measured.over().is_some()),
        None => (meter.missing().to_owned(), false),
    };
    let fits = measured.map(|_| (!over).to_string());
    html! {
        <div class="studio-meter" data-fits={fits}>
            <button type="button" class="studio-meter-head" aria-expanded={meter.open.to_string()}
                aria-label={format!("{}: {words}", w::TITLE)} title={w::DETAILS}
                onclick={on(dispatch, Action::Meter(Act::Toggle))}>
                { icon(if over { Icon::CircleX } else { Icon::Package }) }
                if let Some(measured) = measured { { bar(measured, room) } }
                <span class="studio-meter-words">{ words.clone() }</span>
                { icon(Icon::ChevronDown) }
            </button>
            if meter.open { { sheet(state, measured, dispatch) } }
        </div>
    }
}

/// Need against room, part by part.
fn bar(measured: &Measured, room: u64) -> Html {
    let whole = room.max(measured.needs()).max(1) as f64;
    let share = |bytes: u64| bytes as f64 / whole * 100.0;
    let mut x = 0.0;
    let parts = measured.parts.iter().map(|part| {
        let width = share(part.bytes);
        let rect = html! {
            <rect class="meter-part" data-part={kind(part)} x={format!("{x:.2}")} width={format!("{width:.2}")} height="8" />
        };
        x += width;
        rect
    });
    let parts: Vec<Html> = parts.collect();
    let end = share(room);
    html! {
        <svg class="meter-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="meter-room" width={format!("{end:.2}")} height="8" />
            { for parts }
            if measured.over().is_some() {
                <rect class="meter-end" x={format!("{:.2}", end - 0.5)} width="1" height="8" />
            }
        </svg>
    }
}

const fn kind(part: &Part) -> &'static str {
    use crate::pipeline::fit::PartKind;
    match part.kind {
        PartKind::Firmware => "firmware",
        PartKind::Asset { .. } => "asset",
        PartKind::Graph => "graph",
        PartKind::Gaps => "gaps",
    }
}

fn sheet(state: &State, measured: Option<&Measured>, dispatch: &Callback<Action>) -> Html {
    let meter = &state.meter;
    html! {
        <div class="studio-sheet" role="group" aria-label={w::DETAILS}>
            { camera(meter, dispatch) }
            <label class="choice">
                <input type="checkbox" checked={!meter.uncompressed}
                    onchange={on(dispatch, Action::Meter(Act::SetCompressed(meter.uncompressed)))} />
                <span class="choice-name">{ w::COMPRESSED }</span>
            </label>
            if let Some(measured) = measured {
                { parts(state, measured, meter.room()) }
                { advice(measured) }
            } else {
                <p class="reason">{ meter.missing() }</p>
            }
            { links::load(state) }
        </div>
    }
}

fn camera(meter: &Meter, dispatch: &Callback<Action>) -> Html {
    let now = meter.target();
    let targets = meter.targets();
    let several = meter.rooms.len() > 1;
    let option = |target: &Target| {
        let label = match target {
            Target::Connected(memory) if several => {
                format!("{}, {}", w::CONNECTED, text::memory(*memory))
            }
            Target::Connected(_) => w::CONNECTED.to_owned(),
            Target::Model(model) => {
                w::model(model.kind == BootloaderKind::Network, model.flash_mib)
            }
        };
        html! { <option value={target.id()} selected={*target == now}>{ label }</option> }
    };
    let options: Vec<Html> = targets.iter().map(option).collect();
    let chosen = dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let value = selected(&event);
        if let Some(target) = targets.iter().find(|target| target.id() == value) {
            chosen.emit(Action::Meter(Act::Choose(*target)));
        }
    });
    html! {
        <label class="field">
            <span class="field-label">{ w::CAMERA }</span>
            <select {onchange}>{ for options }</select>
        </label>
    }
}

fn parts(state: &State, measured: &Measured, room: u64) -> Html {
    let title = |id: i64| {
        let document = state.document();
        let own = document.and_then(|it| it.title(id)).map(str::to_owned);
        let class = document.and_then(|it| it.pipeline().node(id).map(|node| node.name.clone()));
        own.or(class).unwrap_or_else(|| id.to_string())
    };
    let row = |part: &Part| {
        html! {
            <li data-part={kind(part)}>
                <span class="meter-key" aria-hidden="true" />
                <span>{ w::part(&part.kind, title) }</span>
                <span class="number">{ text::bytes_text(part.bytes) }</span>
            </li>
        }
    };
    let (symbol, words) = match measured.over() {
        Some(over) => (Icon::CircleX, w::over(over)),
        None => (
            Icon::CircleCheck,
            w::fits(room.saturating_sub(measured.needs())),
        ),
    };
    let shown = measured.parts.iter().filter(|part| part.bytes > 0);
    html! {
        <>
            <ul class="meter-parts">{ for shown.map(row) }</ul>
            <p class="meter-words">{ icon(symbol) }<span>{ words }</span></p>
        </>
    }
}

fn advice(measured: &Measured) -> Html {
    if measured.over().is_none() {
        return html! {};
    }
    let line = |line: &String| html! { <li>{ sentence(line) }</li> };
    let advice = measured.advice();
    html! {
        <div class="meter-advice">
            <p class="field-label">{ w::ADVICE }</p>
            <ul>{ for advice.iter().map(line) }</ul>
        </div>
    }
}
