//! The chip's USB ROM: runs programs that are sent to it (protocol 2.6).

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{faults::Violations, image::MAGIC};
use crate::transport::MxId;

/// Magic, "start" protection and the program that reads the chip's identity: length and SHA-256.
const READ_ID: (usize, &str) = (
    347,
    "65d8848f9555aac906928d774509354b5791322ec595bce84224b67cf6f4b5ec",
);
/// "End" protection, without magic.
const PROTECTION_END: (usize, &str) = (
    36,
    "03fbe211fdece72edb7177a091f59977a3a6e618e907eaefd93900de2a067b95",
);
/// Magic and "start" protection, sent before an upload.
const PROTECTION_START: (usize, &str) = (
    40,
    "98072666cdb497853069cec653c9f305a8b83eb601a9f98b591c84bd0512684b",
);
/// The program's answer: the identity with noise in the low bits of its last byte.
const ID_BYTES: usize = 9;
const NOISE: u8 = 0x05;
/// A transfer that is no multiple of this ends an upload.
const PACKET_BYTES: usize = 512;

/// The waiting ROM.
#[derive(Debug)]
pub(super) struct Rom {
    id: Vec<u8>,
    answer: Option<Bytes>,
    protected: bool,
    upload: Vec<u8>,
}

impl Rom {
    /// The ROM of the chip called `id`.
    pub(super) fn new(id: &MxId) -> Self {
        let digits: Vec<u8> =
            id.0.chars()
                .filter_map(|digit| digit.to_digit(16))
                .map(|digit| digit as u8)
                .collect();
        let mut bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect();
        bytes.resize(ID_BYTES, 0);
        if let Some(last) = bytes.last_mut() {
            *last |= NOISE;
        }
        Self {
            id: bytes,
            answer: None,
            protected: false,
            upload: Vec::new(),
        }
    }

    /// What the host can read next, at most `max` bytes of it.
    pub(super) fn take_answer(&mut self, max: usize) -> Option<Bytes> {
        let mut answer = self.answer.take()?;
        if answer.len() > max {
            self.answer = Some(answer.split_off(max));
        }
        Some(answer)
    }

    /// Bytes that the host can read.
    pub(super) fn answer_len(&self) -> Option<usize> {
        self.answer.as_ref().map(Bytes::len)
    }

    /// Takes one transfer; gives the program when its upload is complete.
    pub(super) fn receive(
        &mut self,
        transfer: &[u8],
        violations: &mut Violations,
    ) -> Option<Bytes> {
        if self.upload.is_empty() {
            if is(transfer, READ_ID) {
                self.answer = Some(self.id.clone().into());
                return None;
            }
            if is(transfer, PROTECTION_END) {
                return None;
            }
            if is(transfer, PROTECTION_START) {
                self.protected = true;
                return None;
            }
            if !transfer.starts_with(MAGIC) {
                violations.note(format!(
                    "{} bytes for the ROM that are no program",
                    transfer.len()
                ));
                return None;
            }
            if !self.protected {
                violations.note("upload to the ROM without the watchdog program before it");
            }
        }
        self.upload.extend_from_slice(transfer);
        let ended = transfer.is_empty() || !transfer.len().is_multiple_of(PACKET_BYTES);
        ended.then(|| std::mem::take(&mut self.upload).into())
    }
}

fn is(transfer: &[u8], (len, digest): (usize, &str)) -> bool {
    transfer.len() == len
        && Sha256::digest(transfer)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            == digest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "start" and "end" watchdog protection, as register writes (protocol 2.6).
    fn protection(writes: [(u32, u32); 4]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (address, value) in writes {
            bytes.push(0x9A);
            bytes.extend_from_slice(&address.to_le_bytes());
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        bytes
    }

    fn start() -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(protection([
            (0x2032_00A8, 0xF1D0_DEAD),
            (0x2032_009C, 0xFFFF_FFFF),
            (0x2032_00A8, 0xF1D0_DEAD),
            (0x2032_00A4, 1),
        ]));
        bytes
    }

    fn rom() -> (Rom, Violations) {
        (
            Rom::new(&MxId("14442C10D13EABCE00".to_owned())),
            Violations::default(),
        )
    }

    #[test]
    fn an_image_is_complete_at_a_short_transfer() {
        let (mut rom, mut violations) = rom();
        assert_eq!(rom.receive(&start(), &mut violations), None);
        let mut image = MAGIC.to_vec();
        image.resize(1024, 1);
        assert_eq!(rom.receive(&image, &mut violations), None);
        assert_eq!(
            rom.receive(&[7; 100], &mut violations)
                .map(|image| image.len()),
            Some(1124)
        );
        assert!(violations.all().is_empty());
    }

    #[test]
    fn an_image_of_whole_packets_needs_an_empty_transfer() {
        let (mut rom, mut violations) = rom();
        rom.receive(&start(), &mut violations);
        let mut image = MAGIC.to_vec();
        image.resize(1024, 1);
        assert_eq!(rom.receive(&image, &mut violations), None);
        assert_eq!(
            rom.receive(&[], &mut violations).map(|image| image.len()),
            Some(1024)
        );
        assert!(violations.all().is_empty());
    }

    #[test]
    fn the_end_of_protection_is_known_and_other_bytes_are_not() {
        let (mut rom, mut violations) = rom();
        let end = protection([
            (0x2032_00A8, 0xF1D0_DEAD),
            (0x2032_00A4, 0),
            (0x2032_00A8, 0xF1D0_DEAD),
            (0x2032_009C, 0xFFFF_FFFF),
        ]);
        assert_eq!(rom.receive(&end, &mut violations), None);
        assert!(violations.all().is_empty());
        assert_eq!(rom.receive(b"hello", &mut violations), None);
        assert_eq!(
            rom.receive(b"MA2xabc", &mut violations)
                .map(|image| image.len()),
            Some(7)
        );
        assert_eq!(
            violations.all().len(),
            2,
            "no program, and no protection before an upload"
        );
    }

    #[test]
    fn the_identity_has_nine_bytes_with_noise_at_the_end() {
        let (rom, _) = rom();
        assert_eq!(
            rom.id,
            [0x14, 0x44, 0x2C, 0x10, 0xD1, 0x3E, 0xAB, 0xCE, 0x05]
        );
    }
}
