//! The rules of `ARCHITECTURE.md` that a program can check, read from the sources.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The layers, lowest first: each may name only those before it.
const LAYERS: [&str; 17] = [
    "codec",
    "runtime",
    "xlink",
    "bootloader",
    "firmware",
    "pipeline",
    "python",
    "package",
    "transport",
    "recording",
    "virtual_camera",
    "device",
    "studio",
    "text",
    "engine",
    "cli",
    "ui",
];

/// What a layer may not name although it is lower.
const SIDE_BY_SIDE: [(&str, &[&str]); 4] = [
    (
        "studio",
        &["device", "virtual_camera", "transport", "xlink", "codec"],
    ),
    ("device", &["virtual_camera"]),
    ("ui", &["cli", "xlink", "codec"]),
    ("package", &["transport"]),
];

/// Longest source file, in lines of code: without comments, blank lines and its own tests.
const LONGEST_FILE: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder that end in `.rs`, with their text, named from the root of the repository.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push((name(&path), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no sources below {folder}");
    files
}

fn name(path: &Path) -> String {
    let relative: PathBuf = path.strip_prefix(root()).unwrap().components().collect();
    relative.to_string_lossy().replace('\\', "/")
}

/// The layer a file belongs to.
fn layer(name: &str) -> Option<&'static str> {
    let below = name.strip_prefix("src/")?;
    let first = below.split('/').next()?.trim_end_matches(".rs");
    LAYERS.into_iter().find(|layer| *layer == first)
}

/// A file without comments and without its own tests, which may look around.
fn code(text: &str) -> String {
    let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    shipped
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names of modules right below the crate that the code mentions: `crate::name` and the first names inside
/// `crate::{...}`.
fn mentioned(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = code.get(at + "crate::".len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(list) => names.extend(top_names(list)),
            None => names.push(first_word(rest)),
        }
    }
    names
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The first name of each entry of a `use` list, up to its closing brace.
fn top_names(list: &str) -> Vec<String> {
    let (mut depth, mut entry, mut names) = (0_u32, String::new(), Vec::new());
    for character in list.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(first_word(std::mem::take(&mut entry).trim())),
            _ => (),
        }
        if depth == 0 && character != ',' {
            entry.push(character);
        }
    }
    names.push(first_word(entry.trim()));
    names.retain(|name| !name.is_empty());
    names
}

/// Fails with all the findings at once.
fn assert_none(findings: &[String], rule: &str) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}

#[test]
fn each_layer_knows_only_those_below_it() {
    let rank = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let mut findings = Vec::new();
    for (name, text) in sources("src") {
        let Some(own) = layer(&name) else { continue };
        let forbidden = SIDE_BY_SIDE
            .iter()
            .find(|(layer, _)| *layer == own)
            .map_or(&[][..], |(_, names)| names);
        for other in mentioned(&code(&text)) {
            let above = rank(&other).is_some_and(|other| Some(other) > rank(own));
            if above || forbidden.contains(&other.as_str()) {
                findings.push(format!("{name} names crate::{other}"));
            }
        }
    }
    assert_none(
        &findings,
        "a layer knows only those before it in ARCHITECTURE.md's list",
    );
}

#[test]
fn the_virtual_camera_does_not_share_the_host_side() {
    let allowed = ["Event", "EventKind", "Flags", "header"];
    let mut findings = Vec::new();
    for (name, text) in sources("src/virtual_camera") {
        let code = code(&text);
        for part in code.split("xlink::").skip(1) {
            let names = part
                .strip_prefix('{')
                .map_or_else(|| vec![first_word(part)], top_names);
            let constant = |name: &str| {
                name.chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            };
            let foreign = names
                .iter()
                .filter(|name| !allowed.contains(&name.as_str()) && !constant(name));
            findings.extend(foreign.map(|foreign| format!("{name} names xlink::{foreign}")));
        }
    }
    assert_none(
        &findings,
        "the model of the device must not be built on the host's link",
    );
}

#[test]
fn only_the_edges_know_the_browser() {
    let browser = [
        "src/transport/webusb",
        "src/engine/",
        "src/ui/",
        "src/runtime/browser",
    ];
    let mut findings = Vec::new();
    for (name, text) in sources("src") {
        let code = code(&text);
        let edge = browser.iter().any(|edge| name.starts_with(edge));
        for word in ["web_sys", "js_sys", "wasm_bindgen", "gloo"] {
            if !edge && code.contains(&format!("{word}::")) {
                findings.push(format!("{name} names {word}"));
            }
        }
        if !name.starts_with("src/ui/") && code.contains("yew::") {
            findings.push(format!("{name} names yew"));
        }
    }
    assert_none(
        &findings,
        "only transport/webusb, runtime/browser, engine and ui may name the browser, only ui yew",
    );
}

#[test]
fn formats_and_protocols_do_no_io() {
    let pure = [
        "src/codec",
        "src/xlink/",
        "src/bootloader/",
        "src/pipeline/",
        "src/python/",
        "src/package/",
        "src/studio/",
    ];
    let mut findings = Vec::new();
    for (name, text) in sources("src") {
        let code = code(&text);
        if !pure.iter().any(|folder| name.starts_with(folder)) {
            continue;
        }
        for word in [
            "async fn",
            ".await",
            "std::fs",
            "std::net",
            "std::env",
            "std::thread",
            "tokio::",
        ] {
            if code.contains(word) {
                findings.push(format!("{name} contains {word}"));
            }
        }
    }
    assert_none(
        &findings,
        "codec, xlink, bootloader, pipeline, package and studio are bytes in, bytes out",
    );
}

#[test]
fn modules_say_what_they_are() {
    let mut findings = Vec::new();
    for folder in ["src", "xtask/src", "tests"] {
        for (name, text) in sources(folder) {
            if !text.starts_with("//!") {
                findings.push(name);
            }
        }
    }
    assert_none(
        &findings,
        "every module starts with a `//!` line that says what it is",
    );
}

#[test]
fn files_stay_readable() {
    let mut findings = Vec::new();
    for folder in ["src", "xtask/src", "tests"] {
        for (name, text) in sources(folder) {
            let lines = code(&text)
                .lines()
                .filter(|line| !line.trim().is_empty())
                .count();
            if lines > LONGEST_FILE {
                findings.push(format!("{name} has {lines} lines of code"));
            }
        }
    }
    assert_none(
        &findings,
        "a source file over 450 lines of code is two files",
    );
}

#[test]
fn nothing_is_left_for_later() {
    // Spelled in parts, so that the sources of the tests may be looked through as well.
    let words = [["TO", "DO"], ["FIX", "ME"]].map(|parts| parts.concat());
    let macros = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!("));
    let mut findings = Vec::new();
    for folder in ["src", "xtask/src", "tests"] {
        for (name, text) in sources(folder) {
            for word in words.iter().chain(&macros) {
                if text.contains(word.as_str()) {
                    findings.push(format!("{name} contains {word}"));
                }
            }
        }
    }
    assert_none(&findings, "finish it or leave it out");
}

#[test]
fn tracked_files_name_no_machine() {
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(listed.status.success(), "git cannot list the files");
    // Spelled in parts, so that this file does not contain them.
    let forbidden = [
        ["/wo", "rk/"],
        ["/ho", "me/"],
        ["/ro", "ot/"],
        ["registry", ".npmjs"],
        ["pypi", ".org"],
        ["pythonhosted", ".org"],
        ["\"reso", "lved\""],
    ]
    .map(|parts| parts.concat());
    let mut findings = Vec::new();
    for name in String::from_utf8(listed.stdout)
        .unwrap()
        .split_terminator('\0')
    {
        let Ok(text) = fs::read_to_string(root().join(name)) else {
            continue;
        };
        for word in &forbidden {
            if text.contains(word.as_str()) {
                findings.push(format!("{name} contains {word}"));
            }
        }
    }
    assert_none(
        &findings,
        "files in the repository work on every machine and name no download hosts",
    );
}

#[cfg(test)]
mod of_the_rules_themselves {
    use super::*;

    #[test]
    fn uses_are_read() {
        let code = "use crate::{\n    codec::Reader,\n    xlink::{Event, Flags},\n};\nfn f() { crate::device::go() }";
        assert_eq!(mentioned(code), ["codec", "xlink", "device"]);
    }

    #[test]
    fn comments_and_tests_are_not_code() {
        let text = "use crate::codec;\n// crate::ui\n#[cfg(test)]\nmod tests {\n use crate::cli; }";
        assert_eq!(mentioned(&code(text)), ["codec"]);
    }
}
