//! Drawings of the ways into USB recovery. Each is told in words beside it.

use yew::{Html, html};

/// The drawing of a family, by its place in the list.
pub(super) fn drawing(family: usize, name: &str) -> Html {
    let content = match family {
        0 => switches(&[2, 4, 5]),
        1 => button(),
        2 => sealed(),
        _ => usb(),
    };
    html! {
        <svg class="way" viewBox="0 0 240 120" role="img" aria-label={name.to_owned()}>{ content }</svg>
    }
}

/// Six boot switches, those in `on` up.
fn switches(on: &[usize]) -> Html {
    let switch = |number: usize| {
        let x = 22 + (number - 1) * 33;
        let is_on = on.contains(&number);
        let knob = if is_on { 34 } else { 62 };
        html! {
            <>
                <rect class="way-slot" x={x.to_string()} y="30" width="26" height="60" rx="4" />
                <rect class="way-knob" data-on={is_on.to_string()} x={(x + 3).to_string()} y={knob.to_string()}
                    width="20" height="24" rx="3" />
                <text class="way-text" x={(x + 13).to_string()} y="106">{ number }</text>
            </>
        }
    };
    html! {
        <>
            <rect class="way-body" x="8" y="8" width="224" height="104" rx="8" />
            <text class="way-text way-start" x="22" y="24">{ "ON" }</text>
            { for (1..=6).map(switch) }
        </>
    }
}

/// The back of a camera: Ethernet, USB, and a button held down.
fn button() -> Html {
    html! {
        <>
            <rect class="way-body" x="20" y="16" width="200" height="60" rx="14" />
            <rect class="way-slot" x="44" y="30" width="44" height="32" rx="4" />
            <text class="way-text" x="66" y="50">{ "PoE" }</text>
            <rect class="way-slot" x="112" y="38" width="38" height="16" rx="8" />
            <circle class="way-ring" cx="186" cy="46" r="16" />
            <circle class="way-knob" data-on="true" cx="186" cy="46" r="9" />
            <path class="way-cable" d="M131 62v24c0 12 8 18 20 18h80" />
            <path class="way-arrow" d="M186 112V70m-7 8 7-8 7 8" />
        </>
    }
}

/// A sealed camera: M12 for Ethernet, M8 with a cable to USB.
fn sealed() -> Html {
    html! {
        <>
            <rect class="way-body" x="20" y="12" width="200" height="62" rx="14" />
            <circle class="way-slot" cx="78" cy="43" r="20" />
            <text class="way-text" x="78" y="47">{ "M12" }</text>
            <circle class="way-slot" cx="160" cy="43" r="14" />
            <text class="way-text" x="160" y="47">{ "M8" }</text>
            <path class="way-cable" d="M160 62v18c0 12 8 20 20 20h24" />
            <rect class="way-knob" data-on="true" x="204" y="92" width="24" height="16" rx="3" />
            <text class="way-text" x="136" y="108">{ "USB" }</text>
        </>
    }
}

/// A USB camera with its cable.
fn usb() -> Html {
    html! {
        <>
            <rect class="way-body" x="30" y="12" width="180" height="50" rx="14" />
            <circle class="way-slot" cx="62" cy="37" r="11" />
            <circle class="way-slot" cx="120" cy="37" r="14" />
            <circle class="way-slot" cx="178" cy="37" r="11" />
            <path class="way-cable" d="M120 72v10c0 12 8 18 20 18h60" />
            <rect class="way-knob" data-on="true" x="110" y="62" width="20" height="12" rx="3" />
            <rect class="way-knob" data-on="true" x="200" y="92" width="24" height="16" rx="3" />
        </>
    }
}
