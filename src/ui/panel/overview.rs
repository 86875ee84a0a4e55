//! What the camera is: facts, its flash to scale, other cameras.

use yew::{Callback, Html, html};

use super::config::mac_text;
use crate::{
    bootloader::{BootloaderKind, mac_of},
    device::CameraInfo,
    text::{
        self,
        page::{camera as camera_words, panel as w},
    },
    ui::{
        app::{Action, State},
        camera,
        components::{fact, fact_text, facts, hash},
    },
};

/// Draws the part.
pub(super) fn view(info: &CameraInfo, state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <>
            <section class="sheet" aria-labelledby="facts-title">
                <h2 id="facts-title">{ w::FACTS }</h2>
                <div class="columns">
                    { identity(info, dispatch) }
                    { bootloader(info, state) }
                </div>
            </section>
            if !info.map.is_empty() {
                <section class="sheet">{ camera::map_view(info, state, dispatch) }</section>
            }
            { others(state, dispatch) }
        </>
    }
}

fn identity(info: &CameraInfo, dispatch: &Callback<Action>) -> Html {
    let kind = camera::known_kind(info);
    let kind_text = format!(
        "{}, {}",
        camera_words::kind_name(kind),
        w::evidence(info.kind_evidence)
    );
    let mut rows = vec![
        fact(camera_words::fact::ID, hash(&info.mx_id.0)),
        fact_text(camera_words::fact::KIND, kind_text),
        fact_text(
            camera_words::fact::ATTACHED,
            camera_words::link(info.attachment, info.speed),
        ),
    ];
    if kind == Some(BootloaderKind::Network) {
        rows.push(fact(w::fact::MAC, hash(&mac_text(&mac(info)))));
    }
    rows.push(fact(
        camera_words::fact::MEMORY,
        camera::memories(&info.memories),
    ));
    rows.push(fact(
        camera_words::fact::APPLICATION,
        camera::applications(info, dispatch),
    ));
    facts(rows)
}

/// The configured MAC address, or the one the camera makes for itself.
fn mac(info: &CameraInfo) -> [u8; 6] {
    let configured = info
        .config
        .as_deref()
        .and_then(|json| crate::bootloader::Config::from_json(json).ok())
        .and_then(|config| config.mac());
    configured.unwrap_or_else(|| mac_of(&info.mx_id.0))
}

fn bootloader(info: &CameraInfo, state: &State) -> Html {
    let version = |version: Option<crate::bootloader::Version>| {
        version.map_or_else(|| camera_words::UNKNOWN.to_owned(), |it| it.to_string())
    };
    let running = format!("{} ({})", info.running, text::kind(info.running_kind));
    let slot = match (info.booted_in_memory, info.kind) {
        (true, _) => w::SLOT_MEMORY,
        (false, BootloaderKind::Usb) => w::ONE_SLOT,
        (false, BootloaderKind::Network) => w::slot(info.user_bootloader),
    };
    let mut rows = vec![
        fact_text(w::fact::RUNNING, running),
        fact_text(w::fact::FLASHED, version(info.flashed)),
    ];
    if let Some(shipped) = state.camera.shipped {
        rows.push(fact_text(w::fact::NEWEST, shipped.to_string()));
    }
    if !info.commit.is_empty() {
        rows.push(fact(w::fact::COMMIT, hash(&info.commit)));
    }
    rows.push(fact_text(w::fact::SLOT, slot));
    rows.push(fact(camera_words::fact::CONFIG, config(info)));
    facts(rows)
}

fn config(info: &CameraInfo) -> Html {
    let words = match (&info.config, &info.config_error) {
        (_, Some(error)) => camera_words::config_none(error),
        (None, None) => camera_words::CONFIG_NONE.to_owned(),
        (Some(_), None) => camera_words::OCCUPIED.to_owned(),
    };
    html! { <>{ words }{ " · " }<a href={super::Tab::Config.hash()}>{ w::tab::CONFIG }</a></> }
}

fn others(state: &State, dispatch: &Callback<Action>) -> Html {
    // One that is connected and real is there to be forgotten, even alone.
    let real = state.camera.candidates.iter().any(|it| !it.is_virtual);
    if state.camera.candidates.len() < 2 && !real {
        return html! {};
    }
    html! { <section class="sheet">{ camera::list(&state.camera, dispatch) }</section> }
}
