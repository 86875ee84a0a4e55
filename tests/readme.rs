//! The tables of the README name tests that exist.

#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of a test may panic, too"
)]

use std::{fs, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// All text of the files of a folder with this ending.
fn all(folder: &str, ending: &str) -> String {
    let mut files: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == ending))
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// Rows of the README's tables, cell by cell.
fn rows(readme: &str) -> Vec<Vec<String>> {
    readme
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("|---"))
        .map(|line| {
            let cells = line.trim_matches('|').split(" | ");
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

/// The texts between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Whether a name after *V* is a module or a test of the virtual camera's tests.
fn flasher_has(name: &str, sources: &str) -> bool {
    root()
        .join(format!("tests/flash_virtual_camera/{name}.rs"))
        .exists()
        || sources.contains(&format!("#[test]\nfn {name}("))
}

/// A file or folder, or a test file by its name.
fn is_place(name: &str) -> bool {
    let path = root().join(name);
    path.exists() || path.with_extension("rs").exists()
}

fn check_proof(proof: &str, flasher: &str, judge: &str, checked: &mut usize) {
    let mut engine = false;
    for part in proof.split(';') {
        let part = part.trim();
        for name in quoted(part) {
            *checked += 1;
            let found = match part.chars().next() {
                Some('V') => flasher_has(name, flasher),
                Some('J') => judge.contains(&format!("def {name}(")),
                Some('S') => root().join("tests/judge").join(name).exists(),
                _ if name.contains('/') => {
                    engine = name == "tests/engine";
                    is_place(name)
                }
                _ if engine => is_place(&format!("tests/engine/{name}.rs")),
                _ => false,
            };
            assert!(found, "README: `{name}` in \"{proof}\" is no test");
        }
    }
}

#[test]
fn every_operation_names_a_test_that_exists() {
    let readme = read("README.md");
    let (flasher, judge) = (
        all("tests/flash_virtual_camera", "rs"),
        all("tests/judge", "py"),
    );
    let mut numbers = Vec::new();
    let mut checked = 0;
    for row in rows(&readme) {
        match row.as_slice() {
            [number, _, _, proof]
                if number == "–" || number.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                let found = number.split(", ").filter_map(|it| it.parse::<u8>().ok());
                numbers.extend(found);
                assert!(!quoted(proof).is_empty() || proof.contains('S'), "{row:?}");
                check_proof(proof, &flasher, &judge, &mut checked);
            }
            [_, proof] if proof.starts_with("V `") || proof.starts_with("`tests/") => {
                check_proof(proof, &flasher, &judge, &mut checked);
            }
            _ => {}
        }
    }
    numbers.sort_unstable();
    assert_eq!(
        numbers,
        (1..=33).collect::<Vec<u8>>(),
        "all 33 operations, each once"
    );
    assert!(checked > 60, "only {checked} names were looked at");
}

#[test]
fn every_field_of_the_configuration_is_named() {
    let readme = read("README.md");
    let fields = [
        "appMem",
        "usb.timeoutMs",
        "usb.maxUsbSpeed",
        "usb.vid",
        "usb.pid",
        "network.timeoutMs",
        "network.ipv4",
        "network.ipv4Mask",
        "network.ipv4Gateway",
        "network.ipv4Dns",
        "network.ipv4DnsAlt",
        "network.staticIpv4",
        "network.ipv6",
        "network.ipv6Gateway",
        "network.ipv6Dns",
        "network.ipv6DnsAlt",
        "network.ipv6Prefix",
        "network.staticIpv6",
        "network.mac",
        "userBlSize",
        "userBlChecksum",
    ];
    for field in fields {
        assert!(readme.contains(&format!("`{field}`")), "README: {field}");
    }
    let official = read("tests/config_official.rs");
    let names = quoted(&readme);
    for test in [
        "the_official_library_reads_our_fields",
        "we_read_the_fields_of_the_official_library",
        "our_bson_is_the_official_one",
    ] {
        assert!(
            names.contains(&test) && official.contains(&format!("fn {test}(")),
            "{test}"
        );
    }
}
