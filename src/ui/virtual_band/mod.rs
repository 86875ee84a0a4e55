//! The band that says, on every view, that the camera is a model, with its menu of faults.

use yew::{Callback, Html, html};

use super::{
    app::{Action, State},
    components::{Icon, Kind, button, icon, menu, on},
};
use crate::{text::page::virtual_band as words, virtual_camera::Fault};

/// Draws the band while there is a virtual camera.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    if state.panel.recorder.replay.is_some() {
        return html! {
            <aside class="band" aria-label={words::RECORDING} data-virtual="recording">
                <p class="band-text">{ icon(Icon::Flask) }<span>{ words::RECORDING }</span></p>
            </aside>
        };
    }
    let Some(camera) = &state.virtual_camera else {
        return Html::default();
    };
    let unplugged = camera.id.is_none();
    html! {
        <aside class="band" aria-label={words::TITLE} data-virtual={camera.profile.clone()}
            data-violations={camera.violations.len().to_string()}>
            <p class="band-text">
                { icon(Icon::Flask) }
                <span>{ words::TITLE }</span>
                if unplugged { <span class="band-state">{ words::UNPLUGGED }</span> }
                if !camera.violations.is_empty() {
                    <span class="band-state" title={camera.violations.join("\n")}>
                        { words::violations(camera.violations.len()) }
                    </span>
                }
            </p>
            <div class="band-actions">
                if unplugged {
                    { button(Kind::Secondary, Icon::Plug, words::REPLUG, on(dispatch, Action::Replug)) }
                }
                { menu("faults", Icon::Zap, words::FAULTS, &faults(), dispatch) }
            </div>
        </aside>
    }
}

fn faults() -> [(&'static str, &'static str, Action); 9] {
    let fault = |label, fault| (label, "", Action::Fault(fault));
    [
        fault(words::UNPLUG_NOW, Fault::UnplugAfter { bytes: 0 }),
        fault(words::UNPLUG_LATER, Fault::UnplugAfter { bytes: 1 << 20 }),
        fault(words::POWER_CUT, Fault::PowerCutAfter { bytes: 256 << 10 }),
        fault(words::SILENCE, Fault::Silence),
        fault(words::REFUSE, Fault::RefuseNext),
        fault(
            words::WRITE_ERROR,
            Fault::WriteError {
                after_bytes: 64 << 10,
            },
        ),
        fault(words::FLIPPED_BIT, Fault::FlippedBit { noticed: false }),
        fault(words::SHORT_REPLY, Fault::ShortReply),
        (words::REPLUG, "", Action::Replug),
    ]
}
