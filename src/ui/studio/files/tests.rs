//! Ways in and out, through the studio's reducer.

use serde_bytes::ByteBuf;

use super::*;
use crate::{
    engine::protocol::{FirmwareSize, NamedFile, PipelineFile},
    firmware::FirmwareVersion,
    pipeline::{Pipeline, recipe},
    studio::Document,
    ui::studio::{
        Action as Studio, Effect, State as Whole,
        bridge::{StudioCommand, StudioEvent},
        reduce,
    },
};

fn server() -> Pipeline {
    let recipe = recipe("mjpeg-server").unwrap();
    recipe.build(&serde_json::Map::new(), None, None).unwrap()
}

fn file(name: &str, bytes: &[u8]) -> NamedFile {
    NamedFile {
        name: name.to_owned(),
        bytes: ByteBuf::from(bytes.to_vec()),
    }
}

fn take(state: &mut Whole, file: NamedFile) -> Vec<Effect> {
    reduce(state, Studio::Files(Action::Take(file)))
}

fn opened() -> Whole {
    let mut state = Whole::default();
    take(
        &mut state,
        file("street.json", &server().to_json_bytes().unwrap()),
    );
    state
}

fn bad(state: &Whole) -> String {
    let message = state.files.message.as_ref().unwrap();
    assert_eq!(message.tone, Tone::Bad);
    message.lines.join(" ")
}

#[test]
fn files_of_each_kind_open() {
    let mut state = opened();
    assert_eq!(state.document().unwrap().name(), "street");
    assert_eq!(state.document().unwrap().pipeline(), &server());
    let other = Document::new("other", Pipeline::default());
    take(&mut state, file("b.oakstudio", &other.to_project()));
    assert_eq!(state.document(), Some(&other));
    let effects = take(&mut state, file("c.dap", b"BR and so on"));
    let asked = |it: &Effect| matches!(it, Effect::Tell(StudioEvent::ReadPipeline(_)));
    assert!(effects.iter().any(asked));
    assert_eq!(state.files.opening.as_deref(), Some("c.dap"));
    let answer = Ok(PipelineFile {
        name: "from a package".into(),
        json: ByteBuf::from(server().to_json_bytes().unwrap()),
        board: Some("{\"watchdogTimeoutMs\":9000}".into()),
    });
    reduce(
        &mut state,
        Studio::Command(StudioCommand::PipelineRead(answer)),
    );
    let document = state.document().unwrap();
    assert_eq!(document.name(), "from a package");
    assert_eq!(document.board().unwrap()["watchdogTimeoutMs"], 9000);
    assert_eq!(state.files.opening, None);
}

#[test]
fn what_cannot_be_opened_leaves_the_project() {
    let mut state = opened();
    let before = state.document().cloned();
    for (name, bytes, words) in [
        ("a.json", &b"{\"nodes\": 3}"[..], "a.json"),
        (
            "b.oakstudio",
            b"{\"kind\": \"oak-flasher-project\", \"version\": 9}",
            "newer version",
        ),
        ("c.zip", b"PK\x03\x04", "unpack"),
        ("d.blob", b"what", "Select the node"),
        ("e.txt", b"", "empty"),
    ] {
        take(&mut state, file(name, bytes));
        assert!(bad(&state).contains(words), "{name}: {}", bad(&state));
        assert_eq!(state.document().cloned(), before, "{name}");
    }
    let answer = Err("no".to_owned());
    reduce(
        &mut state,
        Studio::Command(StudioCommand::PipelineRead(answer)),
    );
    assert_eq!(
        (bad(&state).as_str(), state.document().cloned()),
        ("no", before)
    );
}

#[test]
fn a_link_opens_once_and_a_bad_one_says_why() {
    let mut state = opened();
    let Ok(Exported::Link(text)) = export(state.document().unwrap(), Format::Link) else {
        panic!()
    };
    let went = |text: &str| Studio::Command(StudioCommand::Went(format!("?project={text}")));
    let mut other = Whole::default();
    let effects = reduce(&mut other, went(&text));
    assert!(effects.contains(&Effect::ForgetLink));
    assert_eq!(other.document(), state.document());
    let before = state.document().cloned();
    reduce(&mut state, went("1.nonsense"));
    assert!(bad(&state).contains("damaged"));
    assert_eq!(state.document().cloned(), before);
}

#[test]
fn errors_keep_it_from_being_flashed() {
    let flash = || Studio::Files(Action::Flash);
    let mut state = opened();
    let used = |it: &Effect| matches!(it, Effect::Tell(StudioEvent::Use(_)));
    assert!(!reduce(&mut state, flash()).iter().any(used));
    assert!(bad(&state).contains("size"), "not before that is known");
    let sizes = vec![FirmwareSize {
        version: FirmwareVersion::Universal,
        compressed: 9_320_000,
        plain: 28_070_000,
    }];
    reduce(&mut state, Studio::Command(StudioCommand::Firmware(sizes)));
    assert!(reduce(&mut state, flash()).iter().any(used));
    let mut pipeline = server();
    pipeline.create("XLinkOut").unwrap();
    take(
        &mut state,
        file("a.json", &pipeline.to_json_bytes().unwrap()),
    );
    assert!(!reduce(&mut state, flash()).iter().any(used));
    assert!(bad(&state).contains("Fix"));
}
