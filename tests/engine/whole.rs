//! Everything a bootloader can do, as the page asks for it: plans, readings, backups, recordings, repairs.

use std::collections::BTreeMap;

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootHeader, BootHeaderKind, BootloaderKind, Config, Memory},
    device::{Backup, Operation, Outcome},
    engine::protocol::{ApplicationSource, Command, Event, NamedFile},
    firmware::BoardConfig,
    package::Package,
    pipeline::{Pipeline, fit::Meter},
};
use serde_bytes::ByteBuf;

use super::page::{PIPELINE, PLAN_APPLICATION, Page, assert_done, fly};

const FLASH: Memory = Memory::Flash;

fn file(bytes: impl Into<Vec<u8>>) -> NamedFile {
    NamedFile {
        name: "a file".to_owned(),
        bytes: ByteBuf::from(bytes.into()),
    }
}

async fn asked<T>(page: &mut Page, command: Command, pick: impl Fn(&Event) -> Option<T>) -> T {
    page.send(command);
    page.until(pick).await
}

async fn carried_out(page: &mut Page, command: Command, word: Option<&str>) -> Outcome {
    let plan = page.planned(command).await;
    assert_eq!(plan.refusals, []);
    let outcome = page.execute(word).await;
    assert_done(&outcome);
    outcome
}

#[test]
fn bootloaders_of_every_slot() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        carried_out(&mut page, Command::PlanUserBootloader { image: None }, None).await;
        assert_eq!(page.camera().await.user_bootloader, Some(true));
        carried_out(&mut page, Command::PlanRemoveUserBootloader, None).await;
        assert_eq!(page.camera().await.user_bootloader, Some(false));
        let header = BootHeader::new(BootHeaderKind::Normal);
        carried_out(
            &mut page,
            Command::PlanBootHeader { header },
            Some("normal"),
        )
        .await;
        page.camera().await;
        let kind = BootloaderKind::Network;
        carried_out(&mut page, Command::PlanFactoryReset { kind }, Some("reset")).await;
        assert_eq!(page.camera().await.config, None);
        page.send(Command::BootUsbRom);
        page.until(|event| matches!(event, Event::RomStarted).then_some(()))
            .await;
    });
}

#[test]
fn an_application_is_updated_read_and_compared() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        let loaded = page.load(true).await;
        carried_out(&mut page, PLAN_APPLICATION, None).await;
        page.camera().await;
        let read = Command::ReadApplication { memory: FLASH };
        let read = asked(&mut page, read, |event| match event {
            Event::ApplicationRead { file, .. } => Some(file.clone()),
            _ => None,
        })
        .await;
        assert_eq!(read.bytes.len() as u64, loaded.size);
        assert_eq!(read.name, "street.dap");
        let inspect = Command::InspectPackage { file: read.clone() };
        let facts = asked(&mut page, inspect, |event| match event {
            Event::Inspected { facts } => Some(facts.clone().unwrap()),
            _ => None,
        })
        .await;
        assert_eq!(facts.problem, None);
        assert!(!facts.nodes.is_empty() && !facts.links.is_empty());
        assert!(facts.sections.iter().all(|section| section.checksum_right));
        let compare = Command::ComparePackages {
            first: read.clone(),
            second: read,
        };
        let differences = asked(&mut page, compare, |event| match event {
            Event::PackagesCompared { differences } => Some(differences.clone()),
            _ => None,
        })
        .await;
        assert_eq!(differences, Ok(Vec::new()));
        let plan = page
            .planned(Command::PlanUpdateApplication { memory: FLASH })
            .await;
        assert_eq!(plan.operation, Operation::UpdateApplication);
        assert_eq!(plan.refusals.len(), 1, "it is there already");
    });
}

#[test]
fn a_pipeline_goes_into_a_package_and_comes_out_again() {
    fly(|| async {
        let mut page = Page::open(None);
        page.send(Command::TellFirmware);
        let sizes = page
            .until(|event| match event {
                Event::FirmwareSizes { sizes } => Some(sizes.clone()),
                _ => None,
            })
            .await;
        let source = |name: &str, bytes: Vec<u8>, board: Option<&str>| ApplicationSource::File {
            file: NamedFile {
                name: name.to_owned(),
                bytes: ByteBuf::from(bytes),
            },
            app_name: "street".to_owned(),
            compressed: true,
            board_config: board.map(str::to_owned),
        };
        let json = std::fs::read(PIPELINE).unwrap();
        let board = r#"{"watchdogTimeoutMs": 9000}"#;
        page.send(Command::BuildPackage {
            source: source("a.json", json.clone(), Some(board)),
        });
        let built = page
            .until(|event| match event {
                Event::PackageMade { package } => Some(package.clone().unwrap()),
                _ => None,
            })
            .await;
        assert_eq!(built.name, "street.dap");
        page.send(Command::ReadPipeline {
            source: source("street.dap", built.bytes.to_vec(), None),
        });
        let read = page
            .until(|event| match event {
                Event::PipelineRead { pipeline } => Some(pipeline.clone().unwrap()),
                _ => None,
            })
            .await;
        assert_eq!(read.name, "street");
        let pipeline = Pipeline::from_json(&read.json).unwrap();
        let original = Pipeline::from_json(&json).unwrap();
        assert_eq!(pipeline.sections(), original.sections());
        let board = BoardConfig::from_json(read.board.unwrap().as_bytes()).unwrap();
        assert_eq!(board.watchdog_timeout_ms, Some(9000));
        // The meter's figures are the package's.
        let package = Package::read(Bytes::from(built.bytes.into_vec())).unwrap();
        let firmware = package.section("__firmware").unwrap().len() as u64;
        assert_eq!(sizes.len(), 5);
        let meter = Meter::of(&original, sizes[0].compressed, None).unwrap();
        assert!(sizes[0].compressed.abs_diff(firmware) < 64);
        assert!(meter.needs().abs_diff(package.bytes().len() as u64) <= 64);
    });
}

#[test]
fn memory_is_read_written_and_what_was_there_is_kept() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        let offset = 0x90_0000;
        let write = Command::PlanWriteMemory {
            memory: FLASH,
            offset,
            file: file(b"some bytes"),
        };
        page.planned(write).await;
        page.send(Command::Execute {
            typed_word: Some("overwrite".to_owned()),
        });
        let kept = page
            .until(|event| match event {
                Event::Overwritten { file, .. } => Some(file.bytes.len()),
                _ => None,
            })
            .await;
        assert_eq!(kept, 65_536);
        assert_done(&page.finished().await);
        page.camera().await;
        let read = Command::ReadMemory {
            memory: FLASH,
            offset,
            size: 10,
        };
        let read = asked(&mut page, read, |event| match event {
            Event::MemoryRead { file, .. } => Some(file.bytes.to_vec()),
            _ => None,
        })
        .await;
        assert_eq!(read, b"some bytes");
    });
}

#[test]
fn backups_come_by_themselves_and_are_restored() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        let json = r#"{"mine": 1, "network": {"timeoutMs": 7}}"#.to_owned();
        page.planned(Command::PlanWriteConfig { json: json.clone() })
            .await;
        page.send(Command::Execute { typed_word: None });
        let backed_up = |event: &Event| match event {
            Event::BackedUp { backup } => Some(backup.clone()),
            _ => None,
        };
        let first: Box<Backup> = page.until(backed_up).await;
        assert_done(&page.finished().await);
        page.camera().await;
        let second = asked(&mut page, Command::TakeBackup, backed_up).await;
        let compare = Command::CompareBackups {
            first: file(first.write()),
            second: file(second.write()),
        };
        let differences = asked(&mut page, compare, |event| match event {
            Event::BackupsCompared { differences } => Some(differences.len()),
            _ => None,
        })
        .await;
        assert!(differences >= 2);
        carried_out(&mut page, Command::PlanClearConfig, None).await;
        page.camera().await;
        let restore = Command::PlanRestore {
            file: file(second.write()),
            config_only: false,
        };
        carried_out(&mut page, restore, None).await;
        let config = page.camera().await.config.unwrap();
        assert_eq!(Config::from_json(&config), Config::from_json(&json));
        let diagnosis = asked(&mut page, Command::Diagnose, |event| match event {
            Event::Diagnosed { diagnosis } => Some(diagnosis.clone()),
            _ => None,
        })
        .await;
        assert_eq!(diagnosis.findings, []);
    });
}

#[test]
fn a_recording_is_saved_and_replayed() {
    fly(|| async {
        let mut page = Page::open(None);
        let info = page.use_virtual("poe").await;
        let json = r#"{"mine": 1}"#.to_owned();
        let write = Command::PlanWriteConfig { json };
        carried_out(&mut page, write.clone(), None).await;
        page.camera().await;
        let saved = |redacted| Command::SaveRecording {
            environment: BTreeMap::from([("browser".to_owned(), "a test".to_owned())]),
            redacted,
        };
        let recording = |event: &Event| match event {
            Event::RecordingSaved { file } => Some(file.clone()),
            _ => None,
        };
        let clean = asked(&mut page, saved(true), recording).await;
        let text = String::from_utf8(clean.bytes.to_vec()).unwrap();
        assert!(!text.contains(&info.mx_id.0) && text.contains("a test"));
        let whole = asked(&mut page, saved(false), recording).await;
        page.send(Command::ReplayRecording { file: whole });
        assert_eq!(page.camera().await.mx_id, info.mx_id);
        carried_out(&mut page, write, None).await;
        let divergences = page
            .until(|event| match event {
                Event::Replaying { divergences, .. } => Some(divergences.clone()),
                _ => None,
            })
            .await;
        assert_eq!(divergences, Vec::<String>::new());
    });
}
