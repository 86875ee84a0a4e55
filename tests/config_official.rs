//! The configuration's BSON as the official Python library sends it, against ours, byte for byte.
//!
//! `tests/judge/config_bson.py` writes documents to a virtual camera and tells what arrived.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of a test may panic, too"
)]

#[path = "support/mod.rs"]
mod support;

use std::{fmt::Write as _, fs};

use oak_flasher::bootloader::{Config, Ipv4Settings, Memory, UsbSpeed, UserBootloader};
use serde::Deserialize;
use serde_json::{Value, json};
use support::{library::script, run, served::Served};

/// This test's own camera; no other test may use the address.
const ADDRESS: &str = "127.77.8.1";

#[derive(Debug, Deserialize)]
struct Told {
    text: String,
    bson: Option<String>,
    error: Option<String>,
}

fn told() -> Vec<Told> {
    let told = run(script("config_bson.py").arg(ADDRESS));
    let lines = String::from_utf8(told).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn our_bson_is_the_official_one() {
    let _camera = Served::forgetful(
        ADDRESS,
        &["--type", "usb", "--nor-mib", "32", "--speed", "300"],
    );
    let told = told();
    assert!(told.len() > 70, "only {} documents came", told.len());
    let accepted = told.iter().filter(|told| told.bson.is_some()).count();
    assert!(accepted > 60, "the library accepted only {accepted}");
    for Told { text, bson, error } in told {
        let ours = Config::from_json(&text).and_then(|config| config.to_bson());
        match (bson, ours) {
            (Some(official), Ok(ours)) => assert_eq!(hex(&ours), official, "{text}"),
            (None, Err(_)) => {}
            (official, ours) => panic!("{text}: official {official:?} {error:?}, ours {ours:?}"),
        }
    }
}

/// What the library tells of our documents, and the documents it makes itself.
fn fields(ours: &[Config]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let documents: Vec<_> = ours.iter().map(Config::document).collect();
    let write = serde_json::to_vec(&documents).unwrap();
    fs::write(folder.path().join("ours.json"), write).unwrap();
    run(script("config_fields.py").arg(folder.path()));
    serde_json::from_slice(&fs::read(folder.path().join("theirs.json")).unwrap()).unwrap()
}

#[test]
fn the_official_library_reads_our_fields() {
    let defaults = fields(&[])["set"]["dns"].clone();
    let ours = |change: &dyn Fn(&mut Config)| {
        // The library wants every key.
        let mut config = Config::from_value(defaults.clone()).unwrap();
        config.set_dns([0, 0, 0, 0].into(), [0, 0, 0, 0].into());
        change(&mut config);
        config
    };
    let address = |fixed| Ipv4Settings {
        address: [192, 168, 7, 10].into(),
        mask: [255, 255, 252, 0].into(),
        gateway: [192, 168, 7, 1].into(),
        fixed,
    };
    let cases = [
        (
            ours(&|it| it.set_ipv4(address(true))),
            "ipv4",
            json!("192.168.7.10"),
        ),
        (
            ours(&|it| it.set_ipv4(address(true))),
            "mask",
            json!("255.255.252.0"),
        ),
        (
            ours(&|it| it.set_ipv4(address(true))),
            "gateway",
            json!("192.168.7.1"),
        ),
        (
            ours(&|it| it.set_ipv4(address(true))),
            "static",
            json!(true),
        ),
        (
            ours(&|it| it.set_ipv4(address(false))),
            "static",
            json!(false),
        ),
        (
            ours(&|it| it.set_dns([9, 9, 9, 9].into(), [1, 2, 3, 4].into())),
            "dns",
            json!("9.9.9.9"),
        ),
        (
            ours(&|it| it.set_dns([9, 9, 9, 9].into(), [1, 2, 3, 4].into())),
            "dnsAlt",
            json!("1.2.3.4"),
        ),
        (
            ours(&|it| it.set_mac([0x44, 0xA9, 0x2C, 0x3F, 0x9C, 0x1E])),
            "mac",
            json!("44:A9:2C:3F:9C:1E"),
        ),
        (
            ours(&|it| it.set_usb_timeout_millis(1234)),
            "usbTimeout",
            json!(1234),
        ),
        (
            ours(&|it| it.set_usb_timeout_millis(-1)),
            "usbTimeout",
            json!(-1),
        ),
        (
            ours(&|it| it.set_network_timeout_millis(0)),
            "networkTimeout",
            json!(0),
        ),
        (
            ours(&|it| it.set_network_timeout_millis(4321)),
            "networkTimeout",
            json!(4321),
        ),
        (
            ours(&|it| it.set_usb_max_speed(UsbSpeed::SuperPlus)),
            "usbSpeed",
            json!("SUPER_PLUS"),
        ),
        (
            ours(&|it| it.set_usb_max_speed(UsbSpeed::Low)),
            "usbSpeed",
            json!("LOW"),
        ),
        (
            ours(&|it| it.set_app_mem(Memory::Emmc)),
            "appMem",
            json!("EMMC"),
        ),
        (
            ours(&|it| it.set_app_mem(Memory::Flash)),
            "appMem",
            json!("FLASH"),
        ),
    ];
    let documents: Vec<Config> = cases.iter().map(|(config, ..)| config.clone()).collect();
    let told = fields(&documents);
    for (index, (_, field, expected)) in cases.iter().enumerate() {
        assert_eq!(&told["told"][index][field], expected, "{index} {field}");
    }
}

#[test]
fn we_read_the_fields_of_the_official_library() {
    let theirs = fields(&[]);
    let read = |name: &str| Config::from_value(theirs["set"][name].clone()).unwrap();
    let fixed = read("static").ipv4();
    assert_eq!(fixed.address.octets(), [192, 168, 7, 10]);
    assert_eq!(fixed.mask.octets(), [255, 255, 252, 0]);
    assert_eq!(fixed.gateway.octets(), [192, 168, 7, 1]);
    assert!(fixed.fixed);
    let dynamic = read("dynamic").ipv4();
    assert_eq!(
        (dynamic.address.octets(), dynamic.fixed),
        ([10, 1, 2, 3], false)
    );
    let (first, second) = read("dns").dns();
    assert_eq!(
        (first.octets(), second.octets()),
        ([9, 9, 9, 9], [1, 2, 3, 4])
    );
    assert_eq!(
        read("mac").mac(),
        Some([0x44, 0xA9, 0x2C, 0x3F, 0x9C, 0x1E])
    );
    assert_eq!(read("usbTimeout").usb_timeout_millis(), 1234);
    assert_eq!(read("usbForEver").usb_timeout_millis(), -1);
    assert_eq!(read("networkTimeout").network_timeout_millis(), 4321);
    assert_eq!(read("usbSpeed").usb_max_speed(), Some(UsbSpeed::SuperPlus));
    assert_eq!(read("appMem").app_mem(), Some(Memory::Emmc));
    assert!(read("mac").user_bootloader().is_none());
    // What has no setter there is in its document all the same, under the names we know.
    let document = read("dns");
    for field in [
        "usb.vid",
        "usb.pid",
        "network.ipv6",
        "network.ipv6Prefix",
        "network.ipv6Gateway",
        "network.ipv6Dns",
        "network.ipv6DnsAlt",
        "network.staticIpv6",
        "userBlSize",
        "userBlChecksum",
    ] {
        assert!(
            document.get(field).is_some(),
            "{field} in {}",
            document.to_json()
        );
    }
    let mut ours = document;
    ours.set_user_bootloader(Some(UserBootloader {
        size: 7,
        checksum: 3_000_000_000,
    }));
    assert_eq!(fields(&[ours])["told"][0]["appMem"], "AUTO");
}
