//! Literal messages, as the kernel's documentation lays them out, and round trips.

use bytes::{Buf, BufMut};
use proptest::prelude::*;

use super::*;

fn device() -> Device {
    Device {
        path: "/virtual/1-1".to_owned(),
        bus_id: "1-1".to_owned(),
        bus: 1,
        number: 2,
        speed: Speed::High as u32,
        vendor: 0x03E7,
        product: 0xF63C,
        version: 0x0100,
        class: [0, 0, 0],
        configuration: 1,
        configurations: 1,
        interfaces: vec![[0xFF, 0, 0]],
    }
}

fn read(bytes: &[u8]) -> Incoming {
    let mut incoming = Incoming::new();
    incoming.space().put_slice(bytes);
    incoming
}

#[test]
fn operations_are_laid_out_as_documented() {
    assert_eq!(Operation::List.encode(), [1, 0x11, 0x80, 5, 0, 0, 0, 0][..]);
    let import = Operation::Import {
        bus_id: "1-1".to_owned(),
    };
    let mut expected = vec![1, 0x11, 0x80, 3, 0, 0, 0, 0];
    expected.extend_from_slice(b"1-1");
    expected.resize(40, 0);
    assert_eq!(import.encode(), expected);
    assert_eq!(read(&expected).operation(), Ok(Some(import)));
    assert_eq!(read(&expected[..39]).operation(), Ok(None));
    assert_eq!(
        encode_import(Err(Refusal::NoDevice)),
        [1, 0x11, 0, 3, 0, 0, 0, 4][..]
    );
}

#[test]
fn a_device_has_its_fields_at_the_documented_places() {
    let bytes = encode_import(Ok(&device()));
    assert_eq!(bytes.len(), 8 + 312);
    assert!(bytes[8..].starts_with(b"/virtual/1-1\0"));
    assert!(bytes[8 + 256..].starts_with(b"1-1\0"));
    let rest = [
        0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0x03, 0xE7, 0xF6, 0x3C, 1, 0, 0, 0, 0, 1, 1, 1,
    ];
    assert_eq!(bytes[8 + 288..], rest);
    assert_eq!(device().id(), 0x0001_0002);
    let list = encode_list(&[device()]);
    assert_eq!(list[..12], [1, 0x11, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(list[12 + 312..], [0xFF, 0, 0, 0]);
}

#[test]
fn a_submit_has_its_fields_at_the_documented_places() {
    let mut bytes = Vec::new();
    for word in [1, 7, 0x0001_0002, 0, 1, 0x40, 3, 0, 0xFFFF_FFFF, 0_u32] {
        bytes.put_u32(word);
    }
    bytes.extend_from_slice(&[1, 2, 3, 4, 5, 6, 7, 8]);
    bytes.extend_from_slice(b"abc");
    let submit = Submit {
        sequence: 7,
        device: 0x0001_0002,
        endpoint: 1,
        is_in: false,
        flags: ZERO_PACKET,
        length: 3,
        setup: [1, 2, 3, 4, 5, 6, 7, 8],
        data: Bytes::from_static(b"abc"),
    };
    let command = Command::Submit(submit);
    assert_eq!(read(&bytes).command(), Ok(Some(command.clone())));
    assert_eq!(command.header(), bytes[..48]);
    assert_eq!(read(&bytes[..50]).command(), Ok(None));
}

#[test]
fn returns_have_their_fields_at_the_documented_places() {
    let submit = Return::Submit {
        sequence: 7,
        status: -32,
        actual: 3,
        data: Bytes::from_static(b"abc"),
    };
    let header = submit.header();
    assert_eq!(header.len(), 48);
    assert_eq!(header[..8], [0, 0, 0, 3, 0, 0, 0, 7]);
    assert_eq!(header[20..28], [0xFF, 0xFF, 0xFF, 0xE0, 0, 0, 0, 3]);
    let unlink = Return::Unlink {
        sequence: 8,
        status: -104,
    };
    let header = unlink.header();
    assert_eq!((header[3], header.len()), (4, 48));
    assert_eq!(header[20..24], (-104_i32).to_be_bytes());
}

#[test]
fn what_is_not_usbip_is_refused() {
    let mut version = Operation::List.encode().to_vec();
    version[1] = 0x06;
    assert_eq!(
        read(&version).operation(),
        Err(UsbIpError::Version { found: 0x0106 })
    );
    let mut submit = [0_u8; 48];
    submit[3] = 1;
    submit[24..28].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(
        read(&submit).command(),
        Err(UsbIpError::Length {
            announced: u32::MAX
        })
    );
    submit[24..28].copy_from_slice(&[0; 4]);
    submit[35] = 3;
    assert_eq!(
        read(&submit).command(),
        Err(UsbIpError::Isochronous { packets: 3 })
    );
    let mut list = encode_list(&[]).to_vec();
    list[8] = 0xFF;
    assert!(matches!(
        read(&list).list(),
        Err(UsbIpError::Devices { .. })
    ));
}

#[test]
fn room_is_made_in_steps_whatever_is_announced() {
    let submit = Submit {
        sequence: 1,
        device: 1,
        endpoint: 1,
        is_in: false,
        flags: 0,
        length: MAX_TRANSFER_BYTES,
        setup: [0; 8],
        data: Bytes::new(),
    };
    let mut incoming = read(&Command::Submit(submit).header());
    assert_eq!(incoming.command(), Ok(None));
    assert!(incoming.space().capacity() < 5 << 20);
}

fn submits() -> impl Strategy<Value = Command> {
    let data = prop::collection::vec(any::<u8>(), 0..3000);
    (
        any::<[u32; 3]>(),
        any::<bool>(),
        0..16_u8,
        data,
        any::<[u8; 8]>(),
    )
        .prop_map(
            |([sequence, device, flags], is_in, endpoint, data, setup)| {
                Command::Submit(Submit {
                    sequence,
                    device,
                    endpoint,
                    is_in,
                    flags,
                    length: data.len(),
                    setup,
                    data: if is_in { Bytes::new() } else { data.into() },
                })
            },
        )
}

proptest! {
    #[test]
    fn commands_survive_any_cutting(
        commands in prop::collection::vec(submits(), 1..8),
        cut in 1..5000_usize,
    ) {
        let mut wire = Vec::new();
        for command in &commands {
            wire.extend_from_slice(&command.header());
            if let Command::Submit(submit) = command {
                wire.extend_from_slice(&submit.data);
            }
        }
        let mut incoming = Incoming::new();
        let mut read = Vec::new();
        for part in wire.chunks(cut) {
            incoming.space().put_slice(part);
            while let Some(command) = incoming.command().unwrap() {
                read.push(command);
            }
        }
        prop_assert_eq!(read, commands);
        prop_assert_eq!(incoming.held(), 0);
    }

    #[test]
    fn anything_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), code in 0..6_u8) {
        for reader in 0..5 {
            let mut bytes = bytes.clone();
            // Most random messages would fail at their first field.
            if code > 0 && bytes.len() > 8 {
                bytes[..4].copy_from_slice(if reader < 3 { &[1, 0x11, 0, 0] } else { &[0, 0, 0, 0] });
                bytes[3] = code;
                bytes[2] = if reader == 0 { 0x80 } else { 0 };
            }
            let mut incoming = read(&bytes);
            for _ in 0..bytes.len() {
                let more = match reader {
                    0 => incoming.operation().map(|message| message.is_some()),
                    1 => incoming.list().map(|message| message.is_some()),
                    2 => incoming.import().map(|message| message.is_some()),
                    3 => incoming.command().map(|message| message.is_some()),
                    _ => incoming.returned(|sequence| sequence.is_multiple_of(2)).map(|message| message.is_some()),
                };
                if more != Ok(true) {
                    break;
                }
            }
            prop_assert!(incoming.space().remaining() <= bytes.len());
        }
    }
}
