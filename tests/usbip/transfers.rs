//! Transfers on the bulk endpoints: waiting, cancelled, short, too large, stalled, in flight side by side.

use std::time::Duration;

use oak_flasher::{
    codec::usbip::{SHORT_NOT_OK, ZERO_PACKET},
    virtual_camera::{Options, UsbSpeed},
    xlink::{Event, EventKind},
};
use serde_json::json;

use crate::{
    client::{Attached, still_waiting},
    rig::{Rig, options, run},
};

const BABBLE: i32 = -75;
const CANCELLED: i32 = -104;
const SHORT: i32 = -121;
const STALL: i32 = -32;

/// What a host's link begins with.
fn ping(id: i32) -> Vec<u8> {
    Event::new(EventKind::PingReq, id).encode().to_vec()
}

/// The kind of an event that was read.
fn kind(bytes: &[u8]) -> EventKind {
    Event::decode(bytes).unwrap().kind
}

async fn bench(speed: UsbSpeed) -> (Rig, Attached) {
    let rig = Rig::new([Options {
        usb_speed: speed,
        ..options()
    }])
    .await;
    let camera = rig.attach("1-1").await;
    (rig, camera)
}

#[test]
fn reads_wait_for_the_device_and_end_in_order() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::High).await;
        let mut first = camera.receive(84, 0);
        let others = [camera.receive(84, 0), camera.receive(512, 0)];
        assert!(still_waiting(&mut first).await);
        let sent = camera.send(ping(7), 0).end().await.unwrap();
        assert_eq!((sent.status, sent.actual), (0, 84));
        let first = first.end().await.unwrap();
        assert_eq!((first.status, first.actual), (0, 84));
        assert_eq!(kind(&first.data), EventKind::PingResp);
        // The device opens its streams; a short packet ends the longer read as well.
        for read in others {
            let ended = read.end().await.unwrap();
            assert_eq!((ended.status, ended.actual), (0, 84));
            assert_eq!(kind(&ended.data), EventKind::CreateStreamReq);
        }
        let traffic = rig.tell("show 1-1").await["traffic"].take();
        assert_eq!(traffic["most_pending_in"], json!(3));
        assert_eq!(traffic["out_bytes"], json!(84));
        rig.assert_no_violations();
    });
}

#[test]
fn a_cancelled_transfer_takes_nothing() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::High).await;
        let cancelled = camera.receive(84, 0);
        let kept = camera.receive(84, 0);
        assert_eq!(camera.unlink(cancelled.sequence).await, CANCELLED);
        assert_eq!(cancelled.end().await, None, "it does not return");
        camera.send(ping(7), 0).end().await.unwrap();
        let sequence = kept.sequence;
        assert_eq!(kind(&kept.end().await.unwrap().data), EventKind::PingResp);
        assert_eq!(camera.unlink(sequence).await, 0, "it had ended");
        assert_eq!(camera.unlink(4711).await, 0, "there was none");
        assert_eq!(rig.tell("show 1-1").await["traffic"]["cancelled"], json!(1));
    });
}

#[test]
fn a_packet_without_room_is_lost() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::High).await;
        let small = camera.receive(20, 0);
        camera.send(ping(7), 0).end().await.unwrap();
        let ended = small.end().await.unwrap();
        assert_eq!((ended.status, ended.actual), (BABBLE, 0));
        let next = camera.receive(84, 0).end().await.unwrap();
        assert_eq!(
            kind(&next.data),
            EventKind::CreateStreamReq,
            "the answer is gone"
        );
        let strict = camera.receive(512, SHORT_NOT_OK).end().await.unwrap();
        assert_eq!((strict.status, strict.actual), (SHORT, 84));
        assert_eq!(rig.violations().len(), 1, "the small read");
    });
}

#[test]
fn a_stall_stays_until_it_is_cleared() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::High).await;
        let status = async |setup| camera.control(setup).await.unwrap();
        let waiting = camera.receive(84, 0);
        rig.tell("stall 1-1 in").await;
        assert_eq!(waiting.end().await.unwrap().status, STALL);
        assert_eq!(camera.receive(84, 0).end().await.unwrap().status, STALL);
        assert_eq!(
            status([0x82, 0, 0, 0, 0x81, 0, 2, 0]).await.data,
            [1, 0][..]
        );
        assert_eq!(status([2, 1, 0, 0, 0x81, 0, 0, 0]).await.status, 0);
        assert_eq!(
            status([0x82, 0, 0, 0, 0x81, 0, 2, 0]).await.data,
            [0, 0][..]
        );

        // The host can halt an endpoint itself.
        assert_eq!(status([2, 3, 0, 0, 1, 0, 0, 0]).await.status, 0);
        let ended = camera.send(ping(7), 0).end().await.unwrap();
        assert_eq!((ended.status, ended.actual), (STALL, 0));
        assert_eq!(status([2, 1, 0, 0, 1, 0, 0, 0]).await.status, 0);
        let read = camera.receive(84, 0);
        assert_eq!(camera.send(ping(8), 0).end().await.unwrap().status, 0);
        assert_eq!(
            Event::decode(&read.end().await.unwrap().data).unwrap().id,
            8
        );
    });
}

#[test]
fn empty_packets_arrive() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::High).await;
        assert_eq!(camera.send(Vec::new(), 0).end().await.unwrap().status, 0);
        let empty = rig.violations();
        assert_eq!(empty.len(), 1);
        assert!(empty[0].what.starts_with("zero-length packet"), "{empty:?}");
        // Whole packets with the flag end with one more; nothing else does.
        let mut header = Event::new(EventKind::PingReq, 9).encode().to_vec();
        header.resize(512, 0);
        camera
            .send(header.clone(), ZERO_PACKET)
            .end()
            .await
            .unwrap();
        let empty = |violations: &[oak_flasher::virtual_camera::Violation]| {
            violations
                .iter()
                .filter(|violation| violation.what.starts_with("zero-length packet"))
                .count()
        };
        assert_eq!(empty(&rig.violations()), 2);
        camera.send(vec![0; 500], ZERO_PACKET).end().await.unwrap();
        assert_eq!(empty(&rig.violations()), 2);
    });
}

#[test]
fn other_endpoints_take_nothing_and_unknown_ones_stall() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::High).await;
        let mut idle = [camera.on(2, true, 64), camera.on(3, false, 64)];
        for transfer in &mut idle {
            assert!(still_waiting(transfer).await);
            assert_eq!(camera.unlink(transfer.sequence).await, CANCELLED);
        }
        for (endpoint, is_in) in [(4, true), (15, false), (200, true)] {
            let ended = camera.on(endpoint, is_in, 64).end().await.unwrap();
            assert_eq!(ended.status, STALL, "endpoint {endpoint}");
        }
        rig.assert_no_violations();
    });
}

#[test]
fn packets_are_larger_at_super_speed() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::Super).await;
        assert_eq!(camera.device.bus, 2);
        let read = camera.receive(512, 0);
        camera.send(ping(7), 0).end().await.unwrap();
        let ended = read.end().await.unwrap();
        assert_eq!((ended.status, ended.actual), (0, 84));
        rig.assert_no_violations();
    });
}

#[test]
fn a_cable_pulled_in_a_transfer_ends_it() {
    run(async {
        let rig = Rig::new([Options {
            speed: 1.0,
            ..options()
        }])
        .await;
        let camera = rig.attach("1-1").await;
        let read = camera.receive(84, 0);
        // A tenth of a second each.
        let sends = [0; 3].map(|_| camera.send(vec![0; 1 << 20], 0));
        tokio::time::sleep(Duration::from_millis(50)).await;
        rig.tell("unplug 1-1").await;
        for send in sends {
            assert_eq!(send.end().await, None);
        }
        assert_eq!(read.end().await, None);
        assert!(camera.is_gone());

        rig.tell("replug 1-1").await;
        rig.tell("wait 1-1 bootloader").await;
        let camera = rig.attach("1-1").await;
        rig.tell("fault 1-1 {\"unplug-after\":{\"bytes\":100}}")
            .await;
        let first = camera.send(ping(7), 0).end().await.unwrap();
        assert_eq!(first.status, 0);
        assert_eq!(
            camera.send(ping(8), 0).end().await,
            None,
            "the cable is out"
        );
        assert_eq!(rig.tell("show 1-1").await["unplugged"], json!(true));
    });
}

#[test]
fn too_many_pending_transfers_are_refused() {
    run(async {
        let (rig, camera) = bench(UsbSpeed::High).await;
        let mut reads: Vec<_> = (0..1025).map(|_| camera.receive(84, 0)).collect();
        let last = reads.pop().unwrap();
        assert_eq!(last.end().await.unwrap().status, -12);
        camera.send(ping(7), 0).end().await.unwrap();
        assert_eq!(reads.remove(0).end().await.unwrap().status, 0);
        rig.assert_no_violations();
    });
}
