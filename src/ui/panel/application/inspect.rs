//! What a package holds: sections with their checksums, nodes, links, assets.

use yew::{Callback, Html, html};

use super::State;
use crate::{
    engine::protocol::{LinkFacts, NodeFacts, PackageFacts, SectionFacts},
    text::{
        self,
        page::{camera as camera_words, panel::application as w},
        units,
    },
    ui::{
        app::Action,
        components::{
            Icon, Kind, Tone, fact, fact_text, facts, file_button, hash, icon, notice, working,
        },
        panel::Action as Act,
    },
};

/// Draws the package that is looked into, and the way to another one.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let pick = file_button(
        "inspect-package",
        Kind::Secondary.id(),
        w::INSPECT_PICK,
        ".dap",
        dispatch,
        |file| Action::Panel(Act::InspectPackage(file)),
    );
    let body = match &state.inspected {
        None if state.name.is_empty() => html! { <p class="muted">{ w::INSPECT_HINT }</p> },
        None => working(w::INSPECTING),
        Some(Err(sentence)) => html! {
            <div role="alert">{ notice(Tone::Warning, "", html! { <p>{ sentence.clone() }</p> }) }</div>
        },
        Some(Ok(facts)) => content(&state.name, facts),
    };
    html! {
        <section class="sheet" aria-labelledby="inspect-title" data-inspected={state.inspected.is_some().to_string()}>
            <h2 id="inspect-title">{ w::INSPECT_TITLE }</h2>
            { body }
            <div class="actions">{ pick }</div>
        </section>
    }
}

fn content(file: &str, package: &PackageFacts) -> Html {
    let name = match package.name.as_str() {
        "" => camera_words::APPLICATION_UNNAMED,
        name => name,
    };
    html! {
        <>
            { facts([
                fact(w::FILE, html! { <code>{ file.to_owned() }</code> }),
                fact_text(w::NAME, name),
                fact(w::FIRMWARE, hash(&package.firmware_version)),
                fact_text(w::SIZE, units::exact(package.size)),
            ]) }
            { match &package.problem {
                Some(problem) => notice(Tone::Bad, w::WOULD_NOT_START, html! { <p>{ problem.clone() }</p> }),
                None => notice(Tone::Good, w::WOULD_START, html! {}),
            } }
            <h3>{ w::SECTIONS }</h3>
            <ul class="sections" data-sections="">{ for package.sections.iter().map(section) }</ul>
            { pipeline(package) }
        </>
    }
}

fn section(section: &SectionFacts) -> Html {
    let (symbol, checksum) = if section.checksum_right {
        (Icon::Check, w::CHECKSUM_RIGHT)
    } else {
        (Icon::CircleX, w::CHECKSUM_WRONG)
    };
    let flags = w::flags(
        section.bootable,
        section.compressed,
        section.ignore_checksum,
    );
    html! {
        <li>
            <code>{ section.name.clone() }</code>
            <span>{ text::bytes_text(section.size) }</span>
            <code>{ units::address(section.offset) }</code>
            <span class="section-more" data-right={section.checksum_right.to_string()}>
                { icon(symbol) }<span>{ checksum }{ " " }<code>{ format!("{:08x}", section.checksum) }</code>
                if !flags.is_empty() { { " · " }{ flags } }</span>
            </span>
        </li>
    }
}

fn pipeline(package: &PackageFacts) -> Html {
    if let Some(problem) = &package.pipeline_problem {
        return notice(
            Tone::Warning,
            w::NO_PIPELINE,
            html! { <p>{ problem.clone() }</p> },
        );
    }
    let node =
        |node: &NodeFacts| html! { <li><code>{ node.id }</code>{ " " }{ node.name.clone() }</li> };
    let named = |id: i64| {
        let found = package.nodes.iter().find(|node| node.id == id);
        found.map_or_else(|| id.to_string(), |node| format!("{} {id}", node.name))
    };
    let link = |link: &LinkFacts| {
        html! {
            <li>
                <span>{ named(link.from) }{ "." }<code>{ link.output.clone() }</code></span>
                { icon(Icon::ArrowRight) }
                <span>{ named(link.to) }{ "." }<code>{ link.input.clone() }</code></span>
            </li>
        }
    };
    let asset = |(key, size): &(String, u64)| {
        html! { <li><code>{ key.clone() }</code>{ " " }{ text::bytes_text(*size) }</li> }
    };
    html! {
        <div class="columns" data-pipeline="">
            <div><h3>{ w::NODES }</h3><ul>{ for package.nodes.iter().map(node) }</ul></div>
            <div><h3>{ w::LINKS }</h3>
                if package.links.is_empty() { <p class="muted">{ w::NO_LINKS }</p> }
                <ul class="links">{ for package.links.iter().map(link) }</ul>
            </div>
            if !package.assets.is_empty() {
                <div><h3>{ w::ASSETS }</h3><ul>{ for package.assets.iter().map(asset) }</ul></div>
            }
        </div>
    }
}
