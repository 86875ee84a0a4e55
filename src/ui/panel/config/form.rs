//! The form: groups of fields by what they are for, those of this camera's kind first.

use yew::{Callback, Html, html};

use super::{Field, Finding, Kind, State, finding_text, mac_text};
use crate::{
    bootloader::{BootloaderKind, mac_of},
    device::CameraInfo,
    text::page::panel::config as w,
    ui::{
        app::Action,
        components::{
            Field as Input, Tone, hint, link_button, notice, on, select, select_field, text_field,
        },
        panel::Action as Act,
    },
};

struct Form<'a> {
    config: &'a State,
    findings: Vec<Finding>,
    own_mac: String,
    dispatch: &'a Callback<Action>,
}

/// Draws the form.
pub(super) fn view(info: &CameraInfo, config: &State, dispatch: &Callback<Action>) -> Html {
    let form = Form {
        config,
        findings: config.draft().err().unwrap_or_default(),
        own_mac: mac_text(&mac_of(&info.mx_id.0)),
        dispatch,
    };
    let network = html! { <>{ form.address() }{ form.network_start() }</> };
    html! {
        <form class="config-form" onsubmit={Callback::from(|event: yew::SubmitEvent| event.prevent_default())}>
            if info.kind == BootloaderKind::Network { { network.clone() } }
            { form.usb() }
            if info.kind == BootloaderKind::Usb {
                <details class="more">
                    <summary>{ w::NETWORK_GROUP }</summary>
                    <p class="hint">{ w::NETWORK_UNUSED }</p>
                    { network }
                </details>
            }
            { form.rare() }
        </form>
    }
}

fn set(field: Field) -> impl Fn(String) -> Action {
    move |text| Action::Panel(Act::SetField(field, text))
}

impl Form<'_> {
    fn error(&self, field: Field) -> Option<String> {
        let found = self.findings.iter().find(|it| it.field() == Some(field));
        found.map(finding_text)
    }

    fn text(&self, field: Field) -> Html {
        let placeholder = match field {
            Field::Mac => self.own_mac.as_str(),
            _ => "",
        };
        let hint = match field {
            Field::Mac => w::OWN_MAC,
            field => w::hint(field.path()),
        };
        let input = Input {
            id: field.path(),
            label: w::label(field.path()),
            value: self.config.text(field),
            hint,
            error: self.error(field),
            placeholder,
            keyboard: match field.kind() {
                Kind::Address => "decimal",
                Kind::Number(_) | Kind::Timeout => "numeric",
                _ => "text",
            },
            ..Input::default()
        };
        text_field(&input, self.dispatch, set(field))
    }

    fn choice(&self, field: Field, numbers: &[i64], name: fn(i64) -> &'static str) -> Html {
        let options: Vec<(String, &str)> = numbers
            .iter()
            .map(|number| (number.to_string(), name(*number)))
            .collect();
        let input = Input {
            id: field.path(),
            label: w::label(field.path()),
            value: self.config.text(field),
            hint: w::hint(field.path()),
            error: self.error(field),
            ..Input::default()
        };
        select_field(&input, &options, self.dispatch, set(field))
    }

    fn address(&self) -> Html {
        let fixed = self.config.text(Field::StaticIpv4) == "1";
        let way = |value: bool, name: &'static str, hint: &'static str| {
            let action = Act::SetField(Field::StaticIpv4, u8::from(value).to_string());
            html! {
                <label class="choice">
                    <input type="radio" name="static-ipv4" checked={fixed == value}
                        onchange={on(self.dispatch, Action::Panel(action))} />
                    <span class="choice-name">{ name }</span>
                    <span class="choice-hint">{ hint }</span>
                </label>
            }
        };
        let own = Action::Panel(Act::SetField(Field::Mac, String::new()));
        html! {
            <fieldset class="group">
                <legend>{ w::ADDRESS }</legend>
                <div class="choices choices-inline">
                    { way(false, w::DYNAMIC, w::DYNAMIC_HINT) }
                    { way(true, w::STATIC, w::STATIC_HINT) }
                </div>
                <div class="fields">
                    { self.text(Field::Ipv4) }
                    { self.text(Field::Ipv4Mask) }
                    { self.text(Field::Ipv4Gateway) }
                    { self.text(Field::Ipv4Dns) }
                    { self.text(Field::Ipv4DnsAlt) }
                    <div>
                        { self.text(Field::Mac) }
                        if !self.config.text(Field::Mac).is_empty() {
                            { link_button(w::USE_OWN_MAC, on(self.dispatch, own)) }
                        }
                    </div>
                </div>
            </fieldset>
        }
    }

    fn network_start(&self) -> Html {
        html! {
            <fieldset class="group">
                <legend>{ w::START }</legend>
                <div class="fields">
                    { self.timeout(Field::NetworkTimeout, "30000") }
                    { self.choice(Field::AppMemory, &[-1, 0, 1], w::memory) }
                </div>
            </fieldset>
        }
    }

    fn usb(&self) -> Html {
        html! {
            <fieldset class="group">
                <legend>{ w::USB }</legend>
                <div class="fields">
                    { self.timeout(Field::UsbTimeout, "3000") }
                    { self.choice(Field::UsbSpeed, &[5, 4, 3, 2, 1, 0], w::speed) }
                </div>
            </fieldset>
        }
    }

    /// A time to wait: its three meanings by name, the milliseconds where there are some.
    fn timeout(&self, field: Field, usual: &'static str) -> Html {
        let text = self.config.text(field);
        let (way, meaning) = match text.trim().parse::<i64>() {
            Ok(millis) if millis < 0 => ("-1", w::WAIT_FOREVER_HINT),
            Ok(0) => ("0", w::WAIT_NOT_HINT),
            _ => (usual, w::WAIT_FOR_HINT),
        };
        let id = field.path();
        let ways = Input {
            id,
            value: way,
            ..Input::default()
        };
        let options = [
            (usual.to_owned(), w::WAIT_FOR),
            ("0".to_owned(), w::WAIT_NOT),
            ("-1".to_owned(), w::WAIT_FOREVER),
        ];
        let oninput = self
            .dispatch
            .reform(move |event: yew::InputEvent| set(field)(crate::ui::components::typed(&event)));
        let error = self.error(field);
        html! {
            <div class="field" role="group" aria-labelledby={format!("{id}-label")}>
                <label class="field-label" id={format!("{id}-label")} for={id}>{ w::label(id).to_owned() }</label>
                <span class="field-input">
                    { select(&ways, &options, self.dispatch, set(field)) }
                    if way == usual {
                        <input type="text" class="millis" inputmode="numeric" value={text.to_owned()} {oninput}
                            aria-label={format!("{}, {}", w::label(id), w::MILLIS)} autocomplete="off"
                            aria-describedby={format!("{id}-hint")}
                            aria-invalid={error.is_some().then_some("true")} />
                        <span class="unit">{ w::MILLIS }</span>
                    }
                </span>
                { hint(id, meaning, error.as_deref()) }
            </div>
        }
    }

    fn rare(&self) -> Html {
        let fixed = self.config.text(Field::StaticIpv6);
        let fields = [
            Field::UsbVendor,
            Field::UsbProduct,
            Field::Ipv6,
            Field::Ipv6Prefix,
            Field::Ipv6Gateway,
            Field::Ipv6Dns,
            Field::Ipv6DnsAlt,
        ];
        let ids = [Field::UsbVendor, Field::UsbProduct].map(|field| self.config.text(field));
        let hidden = ids != ["03e7", "f63c"];
        let wrong = self.findings.iter().filter_map(Finding::field);
        let open = hidden || wrong.into_iter().any(|field| fields.contains(&field));
        let toggle = Act::SetField(
            Field::StaticIpv6,
            if fixed == "1" { "0" } else { "1" }.to_owned(),
        );
        html! {
            <details class="more" {open}>
                <summary>{ w::RARE }</summary>
                <p class="hint">{ w::RARE_HINT }</p>
                if hidden { { notice(Tone::Warning, "", html! { <p>{ w::USB_IDS_WARNING }</p> }) } }
                <div class="fields">{ for fields.iter().map(|field| self.text(*field)) }</div>
                <label class="choice">
                    <input type="checkbox" checked={fixed == "1"}
                        onchange={on(self.dispatch, Action::Panel(toggle))} />
                    <span class="choice-name">{ w::label(Field::StaticIpv6.path()) }</span>
                </label>
            </details>
        }
    }
}
