//! What became of the choice: the application's facts and its fit, or why it cannot be used.

use yew::{Callback, Html, html};

use super::{Fit, Status, fit, parts::go_on};
use crate::{
    engine::protocol::{ApplicationSummary, SectionSummary},
    text::{self, page::application as w, units},
    ui::{
        app::{self, Action},
        components::{
            Icon, Kind, Tone, button, fact, fact_text, facts, hash, icon, notice, on, working,
        },
        handover::{self, Place},
    },
};

/// Draws the result of step 2.
pub(super) fn view(state: &app::State, dispatch: &Callback<Action>) -> Html {
    match &state.application.status {
        Status::Open | Status::Loading => html! {},
        Status::Rejected(sentence) => notice(
            Tone::Bad,
            w::REJECTED_TITLE,
            html! { <p>{ sentence.clone() }</p> },
        ),
        Status::Ready(summary) => ready(summary, state, dispatch),
    }
}

fn ready(summary: &ApplicationSummary, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let usable = summary.errors.is_empty();
    html! {
        <section class="result" aria-labelledby="result-title">
            <h3 id="result-title">
                { if usable { w::RESULT } else { w::REJECTED_TITLE } }
            </h3>
            { findings(Tone::Bad, w::ERRORS, &summary.errors) }
            { meter(summary, state) }
            { facts_of(summary) }
            { findings(Tone::Warning, w::WARNINGS, &summary.warnings) }
            { sections(&summary.sections) }
            <div class="actions">
                if usable { { go_on(dispatch) } }
                if !usable { { handover::button(&Place::Application, Kind::Primary, state, dispatch) } }
                { button(Kind::Secondary, Icon::Pencil, w::CHANGE, on(dispatch, Action::Change)) }
                if usable { { handover::button(&Place::Application, Kind::Quiet, state, dispatch) } }
                if state.application.saving {
                    { working(w::SAVING) }
                } else {
                    { button(Kind::Quiet, Icon::Save, w::SAVE, on(dispatch, Action::SavePackage)) }
                }
            </div>
            { handover::refusal(&Place::Application, state) }
        </section>
    }
}

fn facts_of(summary: &ApplicationSummary) -> Html {
    let name = if summary.name.is_empty() {
        w::UNNAMED.to_owned()
    } else {
        summary.name.clone()
    };
    let compressed = if summary.compressed {
        w::IS_COMPRESSED
    } else {
        w::IS_UNCOMPRESSED
    };
    let size = format!(
        "{} ({}), {compressed}",
        text::bytes_text(summary.size),
        units::exact(summary.size)
    );
    facts([
        fact_text(w::fact::NAME, name),
        fact_text(w::fact::SIZE, size),
        fact_text(w::fact::FIRMWARE, units::version(&summary.firmware_version)),
        fact(
            w::fact::PIPELINE,
            html! {
                <>
                    { w::pipeline(summary.nodes.len(), summary.connections) }
                    if !summary.nodes.is_empty() {
                        <span class="muted">{ ": " }{ summary.nodes.join(", ") }</span>
                    }
                </>
            },
        ),
        fact(w::fact::SHA256, hash(&summary.sha256)),
        fact_text(w::fact::BUILT, millis(summary.build_millis)),
    ])
}

fn millis(millis: f64) -> String {
    if millis < 1000.0 {
        format!("{millis:.0} ms")
    } else {
        units::duration(millis / 1000.0)
    }
}

fn findings(tone: Tone, title: &str, findings: &[String]) -> Html {
    if findings.is_empty() {
        return html! {};
    }
    let lines = findings
        .iter()
        .map(|finding| html! { <li>{ finding.clone() }</li> });
    notice(tone, title, html! { <ul>{ for lines }</ul> })
}

/// Does it fit the connected camera?
fn meter(summary: &ApplicationSummary, state: &app::State) -> Html {
    let Some(info) = state.camera.info() else {
        return html! { <p class="hint">{ w::FIT_NO_CAMERA }</p> };
    };
    match fit(info, state.flash.memory, summary.size) {
        None => html! { <p class="hint">{ w::FIT_UNKNOWN }</p> },
        Some(fit) => bar(fit),
    }
}

fn bar(fit: Fit) -> Html {
    let (symbol, words) = if fit.fits() {
        (Icon::CircleCheck, w::fits(fit.needs, fit.room))
    } else {
        (Icon::CircleX, w::too_large(fit.needs, fit.room))
    };
    let share = format!("{:.1}", fit.share() * 100.0);
    html! {
        <div class="meter" data-fits={fit.fits().to_string()}>
            <svg class="meter-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="meter-room" width="100" height="8" />
                <rect class="meter-needs" width={share} height="8" />
            </svg>
            <p class="meter-words">{ icon(symbol) }<span>{ words }</span></p>
        </div>
    }
}

fn sections(sections: &[SectionSummary]) -> Html {
    let row = |section: &SectionSummary| {
        html! {
            <li>
                <code>{ section.name.clone() }</code>
                <span>{ text::bytes_text(section.size) }</span>
                { hash(&units::address(section.offset)) }
            </li>
        }
    };
    html! {
        <details class="more">
            <summary>{ w::SECTIONS }</summary>
            <ul class="sections">{ for sections.iter().map(row) }</ul>
        </details>
    }
}
