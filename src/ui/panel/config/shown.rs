//! Values and findings of the configuration as people read them.

use serde_json::Value;

use super::{Field, Finding, Kind, Problem};
use crate::text::page::panel::config as w;

/// A value at a place of the document, in words where the field is known.
pub fn shown(path: &str, value: Option<&Value>) -> String {
    let Some(value) = value else {
        return w::ABSENT.to_owned();
    };
    let Some(field) = Field::at(path) else {
        return value.to_string();
    };
    let mut holder = crate::bootloader::Config::empty();
    holder.set(path, value.clone());
    let text = field.text(&holder);
    match (field.kind(), value.as_i64()) {
        (Kind::Switch, _) if field == Field::StaticIpv4 => match value.as_bool() {
            Some(true) => w::STATIC.to_owned(),
            Some(false) => w::DYNAMIC.to_owned(),
            None => text,
        },
        (Kind::Switch, _) => value.as_bool().map_or(text, |on| w::switch(on).to_owned()),
        (Kind::Address, Some(0)) => w::NO_ADDRESS.to_owned(),
        (Kind::Mac, _) if text.is_empty() => w::ITS_OWN.to_owned(),
        (Kind::Timeout, Some(millis)) => w::wait(millis),
        (Kind::Choice(_), Some(number)) if field == Field::UsbSpeed => w::speed(number).to_owned(),
        (Kind::Choice(_), Some(number)) => w::memory(number).to_owned(),
        _ => text,
    }
}

/// The sentence about a finding.
pub fn finding_text(finding: &Finding) -> String {
    match finding {
        Finding::Text(_, problem) => match problem {
            Problem::NotAddress => w::NOT_ADDRESS.to_owned(),
            Problem::NotMac => w::NOT_MAC.to_owned(),
            Problem::NotInRange(min, max) => w::not_in_range(*min, *max),
            Problem::NotHex => w::NOT_HEX.to_owned(),
            Problem::NotWords => w::NOT_WORDS.to_owned(),
        },
        Finding::Value(finding) => w::value_finding(finding),
        Finding::Network(finding) => w::network_finding(*finding),
        Finding::Document(reason) => format!("{reason}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_read_well() {
        let cases = [
            ("network.ipv4", json!(168_274_112), "192.168.7.10"),
            ("network.ipv4", json!(0), "none"),
            ("network.staticIpv4", json!(true), "Fixed"),
            ("network.mac", json!([0, 0, 0, 0, 0, 0]), "its own"),
            (
                "network.mac",
                json!([170, 0, 1, 2, 3, 255]),
                "AA:00:01:02:03:FF",
            ),
            ("network.timeoutMs", json!(-1), "for ever"),
            ("usb.timeoutMs", json!(3000), "3000 ms"),
            ("usb.maxUsbSpeed", json!(3), "High, 480 Mbit/s (USB 2)"),
            ("appMem", json!(-1), "The camera decides"),
            ("future.key", json!({"a": 1}), "{\"a\":1}"),
        ];
        for (path, value, expected) in cases {
            assert_eq!(shown(path, Some(&value)), expected, "{path}");
        }
        assert_eq!(shown("network.ipv4", None), "not set");
    }
}
