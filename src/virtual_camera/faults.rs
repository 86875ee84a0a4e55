//! Faults on demand and the breaches of protocol that were seen.

use super::{Fault, Violation};

/// The faults that are armed.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    unplug_after: Option<u64>,
    power_cut_after: Option<u64>,
    write_error_after: Option<u64>,
    flip: Option<bool>,
    blind_verify: bool,
    silent: bool,
    short_reply: bool,
    refuse_next: bool,
}

impl Faults {
    /// Arms `fault`.
    pub(super) const fn arm(&mut self, fault: &Fault) {
        match *fault {
            Fault::UnplugAfter { bytes } => self.unplug_after = Some(bytes),
            Fault::PowerCutAfter { bytes } => self.power_cut_after = Some(bytes),
            Fault::Silence => self.silent = true,
            Fault::ShortReply => self.short_reply = true,
            Fault::WriteError { after_bytes } => self.write_error_after = Some(after_bytes),
            Fault::FlippedBit { noticed } => self.flip = Some(noticed),
            Fault::RefuseNext => self.refuse_next = true,
        }
    }

    /// A new start of the device: what concerns its program ends, what concerns cable and memory stays.
    pub(super) const fn restart(&mut self) {
        self.silent = false;
        self.blind_verify = false;
    }

    /// Whether nothing is answered.
    pub(super) const fn silent(&self) -> bool {
        self.silent
    }

    /// Takes the order to cut the next answer short.
    pub(super) const fn take_short_reply(&mut self) -> bool {
        std::mem::replace(&mut self.short_reply, false)
    }

    /// Takes the order to refuse the next request.
    pub(super) const fn take_refusal(&mut self) -> bool {
        std::mem::replace(&mut self.refuse_next, false)
    }

    /// Counts bytes received from the host; tells how many arrive before the cable is pulled, if it is.
    pub(super) fn take_received(&mut self, len: u64) -> Option<u64> {
        let left = self.unplug_after.as_mut()?;
        if len < *left {
            *left -= len;
            return None;
        }
        self.unplug_after.take()
    }

    /// Counts bytes erased or written; tells how many of `len` happen before the power is cut.
    pub(super) fn take_written(&mut self, len: u64) -> u64 {
        let Some(left) = self.power_cut_after.as_mut() else {
            return len;
        };
        if len <= *left {
            *left -= len;
            return len;
        }
        self.power_cut_after.take().unwrap_or(len)
    }

    /// Counts bytes to be written; tells how many of `len` work before the memory fails.
    pub(super) fn until_write_error(&mut self, len: u64) -> u64 {
        let Some(left) = self.write_error_after.as_mut() else {
            return len;
        };
        let works = len.min(*left);
        *left -= works;
        works
    }

    /// The failure was reported; the next write works.
    pub(super) const fn clear_write_error(&mut self) {
        self.write_error_after = None;
    }

    /// The byte of a written piece of `len` bytes in which a bit flips, if one does.
    pub(super) fn take_flip(&mut self, len: usize) -> Option<usize> {
        if len == 0 {
            return None;
        }
        let noticed = self.flip.take()?;
        self.blind_verify = !noticed;
        Some(len / 2)
    }

    /// Whether the device's own verification sees nothing.
    pub(super) const fn blind_verify(&self) -> bool {
        self.blind_verify
    }

    /// Whether a running memory operation may be cut.
    pub(super) const fn cuts_a_job(&self) -> bool {
        self.power_cut_after.is_some()
    }
}

/// The breaches seen so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Violations(Vec<Violation>);

/// More are counted as one, so that a broken host cannot fill the memory.
const MOST_VIOLATIONS: usize = 1000;

impl Violations {
    /// Notes one.
    pub(super) fn note(&mut self, what: impl Into<String>) {
        if self.0.len() < MOST_VIOLATIONS {
            self.0.push(Violation { what: what.into() });
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Violation] {
        &self.0
    }

    /// Moves those of `other` here.
    pub(super) fn absorb(&mut self, other: &mut Self) {
        for violation in other.0.drain(..) {
            self.note(violation.what);
        }
    }

    /// Forgets them.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
