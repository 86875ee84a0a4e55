//! What flows through links: the labels on the canvas, the facts in the inspector, the sum in the bar.

use yew::{Callback, Html, html};

use crate::{
    pipeline::{Connection, preview::Overload},
    studio::{Edit, PortId},
    text::{self, page::studio::links as w},
    ui::{
        components::{Icon, Kind, Tone, button, fact_text, facts, icon, notice, on},
        studio::{Action, State},
    },
};

/// The facts of one link.
pub(super) fn view(link: &Connection, state: &State, dispatch: &Callback<Action>) -> Html {
    let document = state.document();
    let end = |port: &PortId| {
        let node = document.and_then(|it| it.pipeline().node(port.node));
        let title = document.and_then(|it| it.title(port.node));
        let title = title
            .or_else(|| node.map(|it| it.name.as_str()))
            .unwrap_or_default();
        let name = match port.group.as_str() {
            "" => port.name.clone(),
            group => format!("{group}[{}]", port.name),
        };
        format!("{title} · {name}")
    };
    let title = format!(
        "{} → {}",
        end(&PortId::sender(link)),
        end(&PortId::receiver(link))
    );
    html! {
        <section class="link-facts" data-link="">
            <h2>{ title }</h2>
            <h3>{ w::TITLE }</h3>
            { flow(link, state) }
            { button(Kind::Quiet, Icon::Trash, w::REMOVE, on(dispatch, Action::Edit(Edit::Unlink(link.clone())))) }
        </section>
    }
}

fn flow(link: &Connection, state: &State) -> Html {
    let analysis = state.analysis.as_ref();
    let Some(stream) = analysis.and_then(|it| it.preview.link(link)) else {
        return html! { <p class="hint">{ w::UNKNOWN }</p> };
    };
    let about = |words: String| {
        if stream.estimated {
            format!("{words} ({})", w::ESTIMATED)
        } else {
            words
        }
    };
    let pipeline = state.document().map(|it| it.pipeline());
    let queue = analysis
        .zip(pipeline)
        .and_then(|(it, pipeline)| it.preview.queue(pipeline, link));
    let rows = [
        w::picture(stream).map(|it| (w::PICTURE, it)),
        Some((w::MESSAGE, about(text::bytes_text(stream.bytes)))),
        Some((w::RATE, w::rate(stream))),
        Some((w::BANDWIDTH, about(w::bandwidth(stream.bandwidth())))),
        queue.map(|bytes| (w::QUEUE, about(text::bytes_text(bytes)))),
    ];
    facts(
        rows.into_iter()
            .flatten()
            .map(|(name, value)| fact_text(name, value)),
    )
}

/// What the camera as a whole has to do; limits that are passed first.
pub(super) fn load(state: &State) -> Html {
    let Some(analysis) = &state.analysis else {
        return html! {};
    };
    let load = &analysis.load;
    let rows = [
        (load.leaving > 0.0, w::LEAVING, w::bandwidth(load.leaving)),
        (load.queues > 0, w::QUEUES, text::bytes_text(load.queues)),
        (
            load.video_pixels > 0.0,
            w::VIDEO,
            w::pixels(load.video_pixels),
        ),
        (
            load.mjpeg_pixels > 0.0,
            w::MJPEG,
            w::pixels(load.mjpeg_pixels),
        ),
    ];
    let rows = rows.into_iter().filter(|(shown, _, _)| *shown);
    html! {
        <section class="load" data-load="">
            <h2>{ w::LOAD }</h2>
            if !analysis.overloads.is_empty() {
                { notice(Tone::Warning, w::TOO_MUCH, html! {
                    <ul>{ for analysis.overloads.iter().map(|it| html! { <li>{ w::overload(it) }</li> }) }</ul>
                }) }
            }
            { facts(rows.map(|(_, name, value)| fact_text(name, value))) }
        </section>
    }
}

/// The limits that are passed, for the bar.
pub(super) fn overload(state: &State) -> Html {
    let overloads = state
        .analysis
        .as_ref()
        .map_or(&[][..], |it| it.overloads.as_slice());
    let one = |it: &Overload| {
        html! {
            <span class="studio-overload" data-tone="warning">
                { icon(Icon::Triangle) }<span>{ w::overload(it) }</span>
            </span>
        }
    };
    overloads.iter().map(one).collect()
}

/// Switches the labels.
pub(super) fn switch(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <button type="button" class="icon-button" aria-pressed={state.flow_shown.to_string()}
            aria-label={w::SHOW} title={w::SHOW} onclick={on(dispatch, Action::ToggleFlow)}>
            { icon(Icon::Activity) }
        </button>
    }
}
