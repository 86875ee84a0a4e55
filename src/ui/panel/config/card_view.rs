//! The network card on the screen and on paper.

use yew::{Callback, Html, html};

use super::{NetworkCard, mac_text};
use crate::{
    text::page::panel::config::card as w,
    ui::{
        app::Action,
        components::{Icon, Kind, button, fact, fact_text, facts, hash, on},
    },
};

/// Draws the card with its button.
pub(super) fn view(card: &NetworkCard, dispatch: &Callback<Action>) -> Html {
    let gateway = card
        .gateway
        .map_or_else(|| w::NONE.to_owned(), |gateway| gateway.to_string());
    let (first, last) = card.reach;
    html! {
        <section class="sheet network-card" data-print="" aria-labelledby="card-title">
            <h2 id="card-title">{ w::TITLE }</h2>
            <p class="muted screen-only">{ w::WHY }</p>
            { facts([
                fact(w::ADDRESS, html! { <strong class="card-address">{ card.address.to_string() }</strong> }),
                fact_text(w::MASK, format!("{} (/{})", card.mask, card.prefix)),
                fact_text(w::GATEWAY, gateway),
                fact_text(w::REACH, w::reach(first, last)),
                fact(w::MAC, hash(&mac_text(&card.mac))),
                fact(w::MX_ID, hash(&card.mx_id.0)),
                fact_text(w::RETURN, w::RETURN_TEXT),
            ]) }
            <div class="actions">
                { button(Kind::Secondary, Icon::Printer, w::PRINT, on(dispatch, Action::Print)) }
            </div>
        </section>
    }
}
