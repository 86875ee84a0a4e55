//! Whole flights through commands and events, as the page makes them, over virtual cameras.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the helpers of a test may fail it"
)]

mod cameras;
mod page;
mod whole;

use std::{cell::Cell, time::Duration};

use oak_flasher::{
    bootloader::{BootloaderKind, Memory, Version},
    device::{FailureCause, Progress, Refusal, Stage, Verdict},
    engine::protocol::{Command, Event},
    virtual_camera::Fault,
};
use page::{
    PIPELINE, PLAN_APPLICATION, Page, assert_done, cause, fly, load_command, plan_bootloader,
};

async fn first_flight(profile: &str, kind: BootloaderKind, word: Option<&str>) {
    let mut page = Page::open(None);
    page.use_virtual(profile).await;
    let plan = page.planned(plan_bootloader(kind)).await;
    assert_eq!(plan.refusals, []);
    assert_done(&page.execute(word).await);
    let info = page.camera().await;
    assert_eq!(
        (info.kind, info.flashed),
        (kind, Some(Version::new(0, 0, 29)))
    );
    let summary = page.load(true).await;
    assert_eq!((summary.name.as_str(), summary.errors.len()), ("street", 0));
    let plan = page.planned(PLAN_APPLICATION).await;
    assert_eq!(plan.refusals, []);
    assert_eq!(plan.total_bytes, summary.size);
    assert_done(&page.execute(None).await);
    let info = page.camera().await;
    let application = info.applications.iter().find(|a| a.memory == Memory::Flash);
    assert_eq!(application.unwrap().name.as_deref(), Some("street"));
    page.send(Command::BootApplication);
    page.until(|event| matches!(event, Event::ApplicationStarted { .. }).then_some(()))
        .await;
}

#[test]
fn first_flight_of_a_network_camera() {
    fly(|| first_flight("poe", BootloaderKind::Network, None));
}

#[test]
fn first_flight_of_an_unbooted_network_camera() {
    fly(|| first_flight("poe-unbooted", BootloaderKind::Network, Some("network")));
}

#[test]
fn first_flight_of_a_usb_camera() {
    fly(|| first_flight("usb", BootloaderKind::Usb, None));
}

#[test]
fn first_flight_of_an_unbooted_usb_camera() {
    fly(|| first_flight("usb-unbooted", BootloaderKind::Usb, Some("usb")));
}

#[test]
fn a_removed_application_is_gone() {
    fly(|| async {
        let mut page = Page::open(None);
        let info = page.use_virtual("poe-app").await;
        assert!(info.applications.iter().any(|a| a.present));
        let remove = Command::PlanRemoveApplication {
            memory: Memory::Flash,
        };
        page.planned(remove).await;
        assert_done(&page.execute(None).await);
        let info = page.camera().await;
        assert!(info.applications.iter().all(|a| !a.present));
    });
}

#[test]
fn progress_rises_and_ends_once() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        page.load(true).await;
        page.planned(PLAN_APPLICATION).await;
        page.send(Command::Execute { typed_word: None });
        let fraction = Cell::new(0.0);
        let steps = Cell::new(0_u32);
        let outcome = page
            .until(|event| match event {
                Event::Progress { progress } => {
                    let Progress { fraction: now, .. } = *progress;
                    assert!(now >= fraction.get(), "{now} after {}", fraction.get());
                    fraction.set(now);
                    steps.set(steps.get() + 1);
                    None
                }
                Event::Finished { outcome } => Some(outcome.clone()),
                _ => None,
            })
            .await;
        assert_done(&outcome);
        // A minute and a half of writing, about ten steps a second at most.
        assert!((20..2000).contains(&steps.get()), "{} steps", steps.get());
    });
}

#[test]
fn cancelling_leaves_a_camera_that_can_be_flashed() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        page.load(true).await;
        page.planned(PLAN_APPLICATION).await;
        page.send(Command::Execute { typed_word: None });
        page.until(|event| match event {
            Event::Progress { progress } if progress.stage == Stage::Send => Some(()),
            _ => None,
        })
        .await;
        page.send(Command::Cancel);
        let (cause, verdict) = cause(&page.finished().await);
        assert_eq!(cause, FailureCause::Cancelled);
        assert!(matches!(
            verdict,
            Verdict::NothingWritten | Verdict::SafeTryAgain
        ));
        page.camera().await;
        again(&mut page).await;
    });
}

/// Flashes the loaded application.
async fn again(page: &mut Page) {
    let plan = page.planned(PLAN_APPLICATION).await;
    assert_eq!(plan.refusals, []);
    assert_done(&page.execute(None).await);
    page.camera().await;
}

#[test]
fn an_unplugged_camera_is_flashed_again() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        page.load(true).await;
        page.planned(PLAN_APPLICATION).await;
        page.send(Command::Fault {
            fault: Fault::UnplugAfter { bytes: 4_000_000 },
        });
        let (cause, _) = cause(&page.execute(None).await);
        assert_eq!(cause, FailureCause::CameraGone);
        page.disconnected().await;
        page.send(Command::Replug);
        let id = page.listed().await.id;
        page.send(Command::Connect { id });
        page.camera().await;
        again(&mut page).await;
    });
}

#[test]
fn an_idle_camera_is_kept_and_its_leaving_told() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        tokio::time::sleep(Duration::from_secs(300)).await;
        page.send(Command::Refresh);
        page.camera().await;
        page.send(Command::Fault {
            fault: Fault::UnplugAfter { bytes: 0 },
        });
        assert_eq!(page.disconnected().await, FailureCause::CameraGone);
    });
}

#[test]
fn files_that_are_no_application_are_refused_with_their_name() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        let before = page.virtual_memory().await;
        for (name, bytes, says) in [
            (
                "holiday.jpg",
                b"\xFF\xD8\xFF".to_vec(),
                "neither a pipeline",
            ),
            ("empty.dap", Vec::new(), "is empty"),
            ("cut.dap", b"BR".to_vec(), "512"),
            ("typo.json", b"{\"pipeline\": ".to_vec(), "line 1"),
            ("archive.zip", b"PK\x03\x04".to_vec(), "unpack"),
        ] {
            let sentence = page.rejected(name, bytes).await;
            assert!(
                sentence.contains(name) && sentence.contains(says),
                "{sentence}"
            );
        }
        page.send(PLAN_APPLICATION);
        page.until(|event| match event {
            Event::Failed { failure } => Some(failure.verdict),
            _ => None,
        })
        .await;
        assert!(before == page.virtual_memory().await, "the memory changed");
    });
}

#[test]
fn a_saved_package_loads_again() {
    fly(|| async {
        let mut page = Page::open(None);
        let built = page.load(true).await;
        page.send(Command::SavePackage);
        let file = page
            .until(|event| match event {
                Event::PackageBuilt { file } => Some(file.clone()),
                _ => None,
            })
            .await;
        assert_eq!(file.name, "street.dap");
        let mut cut = file.bytes.to_vec();
        cut.truncate(cut.len() / 2);
        let sentence = page.rejected("half.dap", cut).await;
        assert!(sentence.contains("half.dap"), "{sentence}");
        page.send(load_command(&file.name, file.bytes.into_vec(), false));
        let read = page
            .until(|event| match event {
                Event::Application { summary } => Some(summary.clone()),
                _ => None,
            })
            .await;
        assert_eq!((read.sha256, read.nodes), (built.sha256, built.nodes));
    });
}

/// Loads an application that does not fit and sees it refused.
async fn too_large(profile: &str, compressed: bool) -> Option<u64> {
    let mut page = Page::open(None);
    page.use_virtual(profile).await;
    let summary = page.load(compressed).await;
    let before = page.virtual_memory().await;
    let plan = page.planned(PLAN_APPLICATION).await;
    let Some(Refusal::TooLarge {
        size,
        fits_compressed,
        ..
    }) = plan.refusals.first()
    else {
        panic!("{:?}", plan.refusals);
    };
    assert_eq!(*size, summary.size);
    let (cause, verdict) = cause(&page.execute(None).await);
    assert!(matches!(cause, FailureCause::Refused { .. }), "{cause:?}");
    assert_eq!(verdict, Verdict::NothingWritten);
    assert!(before == page.virtual_memory().await, "the memory changed");
    *fits_compressed
}

#[test]
fn what_does_not_fit_is_refused() {
    fly(|| async {
        assert_eq!(too_large("poe-16mib", true).await, None);
        assert!(too_large("poe", false).await.is_some());
    });
}

#[test]
fn a_dangerous_plan_wants_its_word() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        let before = page.virtual_memory().await;
        page.planned(plan_bootloader(BootloaderKind::Usb)).await;
        for word in [None, Some(""), Some("yes")] {
            let (cause, verdict) = cause(&page.execute(word).await);
            assert!(matches!(cause, FailureCause::BadInput { .. }), "{cause:?}");
            assert_eq!(verdict, Verdict::NothingWritten);
        }
        assert!(before == page.virtual_memory().await, "the memory changed");
        assert_done(&page.execute(Some(" usb ")).await);
    });
}

#[test]
fn commands_that_race_are_worked_off_in_order() {
    fly(|| async {
        let mut page = Page::open(None);
        page.use_virtual("poe").await;
        page.send(load_command(
            "a.json",
            std::fs::read(PIPELINE).unwrap(),
            true,
        ));
        page.send(PLAN_APPLICATION);
        page.send(Command::Execute { typed_word: None });
        page.send(Command::Execute { typed_word: None });
        page.send(Command::Refresh);
        assert_done(&page.finished().await);
        let (cause, verdict) = cause(&page.finished().await);
        assert!(matches!(cause, FailureCause::BadInput { .. }), "{cause:?}");
        assert_eq!(verdict, Verdict::NothingWritten);
        page.camera().await;
        page.camera().await;
    });
}

#[test]
fn without_a_camera_nothing_is_planned() {
    fly(|| async {
        let mut page = Page::open(None);
        for command in [
            Command::Refresh,
            plan_bootloader(BootloaderKind::Usb),
            PLAN_APPLICATION,
            Command::BootApplication,
            Command::UseVirtualCamera {
                profile: "toaster".to_owned(),
                speed: None,
            },
        ] {
            page.send(command);
            let verdict = page
                .until(|event| match event {
                    Event::Failed { failure } => Some(failure.verdict),
                    _ => None,
                })
                .await;
            assert_eq!(verdict, Verdict::NothingWritten);
        }
        let (cause, _) = cause(&page.execute(None).await);
        assert_eq!(cause, FailureCause::CameraGone);
    });
}
