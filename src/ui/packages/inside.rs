//! What one package holds.

use yew::{Html, html};

use super::Side;
use crate::{
    engine::facts::{LinkFacts, NodeFacts, PackageFacts, SectionFacts},
    text::{
        self,
        page::{application as application_words, packages as w},
        units,
    },
    ui::components::{Icon, Tone, fact, fact_text, facts, hash, icon, notice},
};

/// Draws it.
pub(super) fn view(side: Side, file: &str, package: &PackageFacts) -> Html {
    let title = format!("inside-{}", side.id());
    let name = match package.name.as_str() {
        "" => application_words::UNNAMED.to_owned(),
        name => name.to_owned(),
    };
    let size = format!(
        "{} ({})",
        text::bytes_text(package.size),
        units::exact(package.size)
    );
    html! {
        <section class="package" aria-labelledby={title.clone()} data-inside={side.id()}>
            <h3 id={title}>{ file.to_owned() }</h3>
            { verdict(package) }
            { facts([
                fact_text(application_words::fact::NAME, name),
                fact_text(application_words::fact::SIZE, size),
                fact(application_words::fact::FIRMWARE, hash(&package.firmware_version)),
            ]) }
            { sections(&package.sections) }
            { graph(package) }
            { assets(&package.assets) }
        </section>
    }
}

fn verdict(package: &PackageFacts) -> Html {
    match &package.problem {
        None => notice(Tone::Good, "", html! { <p>{ w::STARTS }</p> }),
        Some(problem) => notice(
            Tone::Bad,
            w::DOES_NOT_START,
            html! { <p>{ problem.clone() }{ "." }</p> },
        ),
    }
}

fn sections(sections: &[SectionFacts]) -> Html {
    html! {
        <div class="table-room" tabindex="0" role="region" aria-label={w::SECTIONS}>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{ w::SECTION }</th>
                        <th scope="col" class="number">{ w::OFFSET }</th>
                        <th scope="col" class="number">{ w::SIZE }</th>
                        <th scope="col">{ w::CHECKSUM }</th>
                        <th scope="col">{ w::FLAGS }</th>
                    </tr>
                </thead>
                <tbody>{ for sections.iter().map(section) }</tbody>
            </table>
        </div>
    }
}

fn section(section: &SectionFacts) -> Html {
    let (symbol, word) = if section.checksum_right {
        (Icon::Check, w::RIGHT)
    } else {
        (Icon::CircleX, w::WRONG)
    };
    let flags = [
        (section.bootable, w::BOOTABLE),
        (section.ignore_checksum, w::UNCHECKED),
        (section.compressed, w::COMPRESSED),
    ];
    let flags: Vec<_> = flags
        .into_iter()
        .filter_map(|(set, name)| set.then_some(name))
        .collect();
    html! {
        <tr>
            <th scope="row"><code>{ section.name.clone() }</code></th>
            <td class="number"><code>{ units::address(section.offset) }</code></td>
            <td class="number">{ units::exact(section.size) }</td>
            <td><span class="checked" data-right={section.checksum_right.to_string()}>
                { icon(symbol) }<code>{ format!("{:08x}", section.checksum) }</code><span>{ word }</span>
            </span></td>
            <td>{ flags.join(", ") }</td>
        </tr>
    }
}

fn graph(package: &PackageFacts) -> Html {
    if let Some(problem) = &package.pipeline_problem {
        return notice(
            Tone::Warning,
            w::NO_PIPELINE,
            html! { <p>{ problem.clone() }{ "." }</p> },
        );
    }
    let node = |node: &NodeFacts| {
        let links = package.links.iter().filter(|link| link.from == node.id);
        html! {
            <li>
                <code>{ format!("{} {}", node.id, node.name) }</code>
                <ul>{ for links.map(|link| html! { <li>{ to(link, package) }</li> }) }</ul>
            </li>
        }
    };
    html! {
        <details class="more" open=true>
            <summary>{ w::NODES }</summary>
            <ul class="package-nodes">{ for package.nodes.iter().map(node) }</ul>
        </details>
    }
}

fn to(link: &LinkFacts, package: &PackageFacts) -> Html {
    let mut nodes = package.nodes.iter();
    let name = nodes.find(|node| node.id == link.to);
    let name = name.map_or("", |node| node.name.as_str());
    html! {
        <>
            <code>{ link.output.clone() }</code>{ icon(Icon::ArrowRight) }
            <span>{ format!("{} {name}", link.to) }</span>{ " " }<code>{ link.input.clone() }</code>
        </>
    }
}

fn assets(assets: &[(String, u64)]) -> Html {
    let row = |(key, size): &(String, u64)| {
        html! { <li><code>{ key.clone() }</code><span>{ text::bytes_text(*size) }</span></li> }
    };
    html! {
        if !assets.is_empty() {
            <details class="more" open=true>
                <summary>{ w::ASSETS }</summary>
                <ul class="sections">{ for assets.iter().map(row) }</ul>
            </details>
        }
    }
}
