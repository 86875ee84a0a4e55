//! Taking out who and where a camera is, so that a recording can be shown to others and still replays.

use serde_json::{Map, Value};

use super::{Direction, Entry, Happening, Recording, from_hex, to_hex};
use crate::bootloader::{Config, DataHeader, Request, Response};

/// An identity of nobody, as long as a real one.
const NOBODY: &str = "000000000000000000";
/// Keys of a configuration that tell where a camera is, in any object.
const PLACES: [&str; 10] = [
    "ipv4",
    "ipv4Mask",
    "ipv4Gateway",
    "ipv4Dns",
    "ipv4DnsAlt",
    "ipv6",
    "ipv6Gateway",
    "ipv6Dns",
    "ipv6DnsAlt",
    "mac",
];

pub(super) fn redact(recording: &Recording) -> Recording {
    let mut copy = recording.clone();
    let mx_id = copy.about.camera.get("mx_id").and_then(Value::as_str);
    let mx_id = mx_id
        .or_else(|| copy.about.plan.get("mx_id").and_then(Value::as_str))
        .filter(|mx_id| !mx_id.is_empty())
        .map(str::to_owned);
    let clean = |text: &str| without_addresses(&without(text, mx_id.as_deref()));
    for value in [
        &mut copy.about.camera,
        &mut copy.about.plan,
        &mut copy.about.outcome,
    ] {
        redact_value(value, &clean);
    }
    for text in copy.about.environment.values_mut() {
        *text = clean(text);
    }
    redact_packets(&mut copy.entries);
    for entry in &mut copy.entries {
        match &mut entry.happening {
            Happening::Note { text } => *text = clean(text),
            Happening::Step { command } => redact_value(command, &clean),
            _ => {}
        }
    }
    copy
}

fn without(text: &str, mx_id: Option<&str>) -> String {
    mx_id.map_or_else(|| text.to_owned(), |mx_id| text.replace(mx_id, NOBODY))
}

/// Dotted addresses become zeros. Versions have three numbers and stay.
fn without_addresses(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, tail) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let len = tail.find(|c| !is_part(c)).unwrap_or(tail.len());
        let (word, after) = tail.split_at_checked(len).unwrap_or((tail, ""));
        out.push_str(before);
        let address = word.trim_end_matches('.');
        if address.parse::<core::net::Ipv4Addr>().is_ok() {
            out.push_str("0.0.0.0");
            out.push_str(word.get(address.len()..).unwrap_or_default());
        } else {
            out.push_str(word);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn redact_value(value: &mut Value, clean: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = redact_text(text, clean),
        Value::Array(items) => items.iter_mut().for_each(|item| redact_value(item, clean)),
        Value::Object(object) => redact_object(object, clean),
        _ => {}
    }
}

/// A text may be a configuration as JSON.
fn redact_text(text: &str, clean: &impl Fn(&str) -> String) -> String {
    match Config::from_json(text) {
        Ok(config) => redact_config(&config).map_or_else(String::new, |config| config.to_json()),
        Err(_) => clean(text),
    }
}

fn redact_object(object: &mut Map<String, Value>, clean: &impl Fn(&str) -> String) {
    for (key, value) in object.iter_mut() {
        if PLACES.contains(&key.as_str()) {
            zero(value);
        } else {
            redact_value(value, clean);
        }
    }
}

fn zero(value: &mut Value) {
    match value {
        Value::Number(_) => *value = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(zero),
        _ => *value = Value::Null,
    }
}

fn redact_config(config: &Config) -> Option<Config> {
    let mut document = Value::Object(config.document().clone());
    redact_value(&mut document, &str::to_owned);
    Config::from_value(document).ok()
}

/// Configurations travel as one packet of BSON behind their announcement, whose size must fit.
fn redact_packets(entries: &mut [Entry]) {
    let mut announced: Option<(usize, Direction)> = None;
    for index in 0..entries.len() {
        let Some((direction, bytes)) = entries.get(index).and_then(kept) else {
            continue;
        };
        if let Some((at, wanted)) = announced
            && wanted == direction
        {
            announced = None;
            redact_pair(entries, at, index, &bytes);
            continue;
        }
        let announces = match direction {
            Direction::In => matches!(
                Response::decode(&bytes),
                Ok(Response::GetBootloaderConfig(DataHeader {
                    success: true,
                    ..
                }))
            ),
            Direction::Out => matches!(
                Request::decode(&bytes),
                Ok(Request::SetBootloaderConfig { clear: false, .. })
            ),
        };
        if announces {
            announced = Some((index, direction));
        }
    }
}

fn kept(entry: &Entry) -> Option<(Direction, Vec<u8>)> {
    match &entry.happening {
        Happening::Packet {
            direction,
            content: Some(content),
            ..
        } => Some((*direction, from_hex(content)?)),
        _ => None,
    }
}

fn redact_pair(entries: &mut [Entry], header: usize, data: usize, bson: &[u8]) {
    let config = Config::from_bson(bson).ok();
    let clean = config.as_ref().and_then(redact_config);
    let clean = clean.and_then(|config| config.to_bson().ok());
    // What cannot be read cannot be cleaned: it is left out.
    let clean = clean.unwrap_or_default();
    let size = u32::try_from(clean.len()).unwrap_or(u32::MAX);
    if let Some((_, bytes)) = entries.get(header).and_then(kept)
        && let Some(entry) = entries.get_mut(header)
    {
        set(entry, &resized(&bytes, size));
    }
    if let Some(entry) = entries.get_mut(data) {
        set(entry, &clean);
    }
}

/// The announcement of a configuration with another size.
fn resized(bytes: &[u8], size: u32) -> Vec<u8> {
    if let Ok(Response::GetBootloaderConfig(mut header)) = Response::decode(bytes) {
        header.total = size;
        return Response::GetBootloaderConfig(header).encode();
    }
    match Request::decode(bytes) {
        Ok(Request::SetBootloaderConfig {
            memory,
            offset,
            clear,
            packets,
            ..
        }) => Request::SetBootloaderConfig {
            memory,
            offset,
            clear,
            total: size,
            packets,
        }
        .encode(),
        _ => bytes.to_vec(),
    }
}

fn set(entry: &mut Entry, packet: &[u8]) {
    if let Happening::Packet { bytes, content, .. } = &mut entry.happening {
        *bytes = packet.len() as u64;
        *content = Some(to_hex(packet));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::recording::{About, Recorder};

    #[test]
    fn identity_and_addresses_are_gone_everywhere() {
        let mx_id = "14442C10D13EABCE00";
        let config = r#"{"appMem": 0, "mine": "kept", "network": {"ipv4": 3355945152, "mac": [68, 169, 44, 1, 2, 3]}}"#;
        let config = Config::from_json(config).unwrap();
        let bson = config.to_bson().unwrap();
        let header = Response::GetBootloaderConfig(DataHeader {
            success: true,
            error: String::new(),
            total: bson.len() as u32,
            packets: 1,
        });
        let recorder = Recorder::default();
        let add = |happening| recorder.add(Duration::ZERO, happening);
        add(Happening::Note {
            text: format!("found {mx_id} at 192.168.7.10, bootloader 0.0.29."),
        });
        add(Happening::packet(Direction::In, &header.encode()));
        add(Happening::packet(Direction::In, &bson));
        let recording = recorder.recording(About {
            camera: json!({"mx_id": mx_id, "config": config.to_json()}),
            outcome: json!({"trace": [format!("{mx_id} 10.0.0.7")]}),
            ..About::default()
        });
        let redacted = recording.redacted();
        let text = String::from_utf8(redacted.write()).unwrap();
        for secret in [mx_id, "192.168.7.10", "10.0.0.7", "3355945152", "169, 44"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(!text.contains(&to_hex(&bson)));
        assert!(text.contains("bootloader 0.0.29.") && text.contains("kept"));
        // It still replays: the announcement fits the configuration.
        let packet = |index: usize| kept(&redacted.entries[index]).unwrap().1;
        let Ok(Response::GetBootloaderConfig(header)) = Response::decode(&packet(1)) else {
            panic!("an announcement");
        };
        assert_eq!(header.total as usize, packet(2).len());
        let stored = Config::from_bson(&packet(2)).unwrap();
        assert_eq!(stored.ipv4().address, core::net::Ipv4Addr::UNSPECIFIED);
    }

    #[test]
    fn addresses_are_told_from_versions() {
        let clean = without_addresses("0.0.29 1.2.3.4. 1.2.3.4.5 300.1.1.1");
        assert_eq!(clean, "0.0.29 0.0.0.0. 1.2.3.4.5 300.1.1.1");
    }
}
