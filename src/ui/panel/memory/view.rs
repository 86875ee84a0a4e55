//! The forms for reading and writing, and what was read.

use yew::{Callback, Html, html};

use super::{Content, RangeProblem, State, hex_view::HexView};
use crate::{
    bootloader::{Memory, RequestKind},
    device::{CameraInfo, FlashRegion},
    text::{self, page::panel::memory as w},
    ui::{
        app::{self, Action},
        components::{
            Field, Icon, Kind, Tone, button, file_button, link_button, notice, on, select_field,
            text_field,
        },
        panel::{Action as Act, unlock},
    },
};

/// Draws the part.
pub(in crate::ui::panel) fn view(
    info: &CameraInfo,
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Html {
    let memory = &state.panel.memory;
    if info.running < RequestKind::ReadFlash.since() {
        return html! { <section class="sheet">{ notice(Tone::Warning, "", html! { <p>{ w::TOO_OLD }</p> }) }</section> };
    }
    html! {
        <>
            { read(info, memory, dispatch) }
            if let Some(content) = &memory.read { { shown(content, w::SHOWN, "", Act::SaveRead, dispatch) } }
            if let Some(content) = &memory.overwritten {
                { shown(content, w::SHOWN, w::OVERWRITTEN, Act::SaveOverwritten, dispatch) }
            }
            { write(info, memory, dispatch) }
        </>
    }
}

fn memories(info: &CameraInfo, memory: &State, id: &str, dispatch: &Callback<Action>) -> Html {
    let there: Vec<(String, &str)> = info
        .memories
        .iter()
        .filter(|it| it.available)
        .map(|it| (it.memory.to_wire().to_string(), text::memory(it.memory)))
        .collect();
    let value = memory.memory.to_wire().to_string();
    let field = Field {
        id,
        label: w::MEMORY,
        value: &value,
        ..Field::default()
    };
    select_field(&field, &there, dispatch, |value| {
        let memory = value.parse().ok().and_then(Memory::from_wire);
        Action::Panel(Act::SetMemory(memory.unwrap_or(Memory::Flash)))
    })
}

fn read(info: &CameraInfo, memory: &State, dispatch: &Callback<Action>) -> Html {
    let (offset_error, size_error) = match memory.range(info) {
        Ok(_) => (None, None),
        Err(RangeProblem::Offset(sentence)) => (Some(sentence), None),
        Err(RangeProblem::Size(sentence)) => (None, Some(sentence)),
    };
    let possible = offset_error.is_none() && size_error.is_none();
    let field = |id, label, value, error| Field {
        id,
        label,
        value,
        hint: w::NUMBER_HINT,
        error,
        ..Field::default()
    };
    let region = |region: &FlashRegion| {
        let fill = Action::Panel(Act::FillRange(region.clone()));
        html! { <li>{ link_button(text::region(region.used_for), on(dispatch, fill)) }</li> }
    };
    html! {
        <section class="sheet" aria-labelledby="read-title">
            <h2 id="read-title">{ w::READ }</h2>
            <p class="muted">{ w::READ_HINT }</p>
            <div class="fields">
                { memories(info, memory, "memory-read", dispatch) }
                { text_field(&field("read-offset", w::OFFSET, &memory.offset, offset_error), dispatch,
                    |text| Action::Panel(Act::SetOffset(text))) }
                { text_field(&field("read-size", w::SIZE, &memory.size, size_error), dispatch,
                    |text| Action::Panel(Act::SetSize(text))) }
            </div>
            if !info.map.is_empty() {
                <ul class="chips" aria-label={w::REGIONS}>{ for info.map.iter().map(region) }</ul>
            }
            if possible {
                <div class="actions">
                    { button(Kind::Primary, Icon::Save, w::READ_BUTTON, on(dispatch, Action::Panel(Act::ReadMemory))) }
                </div>
            }
        </section>
    }
}

fn shown(
    content: &Content,
    title: &'static str,
    hint: &'static str,
    save: Act,
    dispatch: &Callback<Action>,
) -> Html {
    html! {
        <section class="sheet">
            <div class="sheet-head">
                <h2>{ title }</h2>
                { button(Kind::Secondary, Icon::Save, w::SAVE, on(dispatch, Action::Panel(save))) }
            </div>
            if !hint.is_empty() { { notice(Tone::Info, "", html! { <p>{ hint }</p> }) } }
            <p class="muted">{ text::page::flash::bytes(content.file.bytes.len() as u64) }</p>
            <HexView content={content.clone()} />
        </section>
    }
}

fn write(info: &CameraInfo, memory: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <section class="sheet" aria-labelledby="write-title">
            <h2 id="write-title">{ w::WRITE }</h2>
            <p class="muted">{ w::WRITE_HINT }</p>
            {
                if memory.unlocked() {
                    write_form(info, memory, dispatch)
                } else {
                    unlock::view("unlock-memory", w::TYPE, &memory.word, dispatch,
                        |text| Action::Panel(Act::UnlockMemory(text)))
                }
            }
        </section>
    }
}

fn write_form(info: &CameraInfo, memory: &State, dispatch: &Callback<Action>) -> Html {
    let target = memory.target(info);
    let offset = Field {
        id: "write-offset",
        label: w::OFFSET,
        value: &memory.write_offset,
        hint: w::NUMBER_HINT,
        error: target
            .as_ref()
            .err()
            .cloned()
            .filter(|_| !memory.write_offset.is_empty()),
        ..Field::default()
    };
    html! {
        <>
            <div class="fields">
                { memories(info, memory, "memory-write", dispatch) }
                { text_field(&offset, dispatch, |text| Action::Panel(Act::SetWriteOffset(text))) }
                <div class="field">
                    <span class="field-label">{ w::FILE }</span>
                    if let Some(content) = &memory.file {
                        <p class="picked">
                            <code>{ content.file.name.clone() }</code>
                            <span class="muted">{ text::bytes_text(content.file.bytes.len() as u64) }</span>
                            { link_button(w::REMOVE, on(dispatch, Action::Panel(Act::ChooseWrite(None)))) }
                        </p>
                    } else {
                        { file_button("pick-memory", "secondary", w::PICK, "", dispatch,
                            |file| Action::Panel(Act::ChooseWrite(Some(file)))) }
                    }
                </div>
            </div>
            <div class="actions">
                {
                    match (&memory.file, target) {
                        (None, _) => html! { <p class="reason">{ w::FILE_FIRST }</p> },
                        (Some(_), Ok(_)) => button(Kind::Primary, Icon::Zap, w::WRITE_BUTTON,
                            on(dispatch, Action::Panel(Act::PlanWriteMemory))),
                        (Some(_), Err(_)) => html! {},
                    }
                }
            </div>
        </>
    }
}
