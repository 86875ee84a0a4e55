//! Memory operations that take time: erasing, writing, verifying, step by step.
//!
//! A [`Job`] advances with the model's clock, so a power cut finds the memory as it was at that moment. The whole of
//! erase, write and verify takes about 10 microseconds per byte at speed 1: 100 kB/s, the one public figure.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use super::{
    BesideWrite,
    chip::{Chip, to_usize},
    faults::Faults,
};
use crate::bootloader::Memory;

/// Nanoseconds per byte of a NOR at speed 1: erase, write, read.
const NOR_NANOS: [f64; 3] = [4_500.0, 5_400.0, 100.0];
/// Nanoseconds per byte of an eMMC at speed 1.
const EMMC_NANOS: [f64; 3] = [0.0, 100.0, 20.0];
/// What the chip programs at once, in bytes.
pub(super) const PAGE_BYTES: u64 = 256;
/// Progress is told at most this often.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// While a cut is armed the model looks this often, so that it happens about when it should.
const FAULT_GRAIN: Duration = Duration::from_millis(20);

/// The memories of one camera.
#[derive(Debug, Clone)]
pub(super) struct Chips {
    /// NOR flash.
    pub(super) nor: Chip,
    /// eMMC, if there is one.
    pub(super) emmc: Option<Chip>,
    /// Erase unit of the NOR in bytes.
    pub(super) erase_unit: u64,
    /// What happens to the rest of a partly written erase unit.
    pub(super) beside: BesideWrite,
}

impl Chips {
    /// The chip, if it is there. `Auto` is the NOR.
    pub(super) fn chip(&self, memory: Memory) -> Option<&Chip> {
        match memory {
            Memory::Emmc => self.emmc.as_ref(),
            Memory::Flash | Memory::Auto => (self.nor.size() > 0).then_some(&self.nor),
        }
    }

    const fn chip_mut(&mut self, memory: Memory) -> Option<&mut Chip> {
        match memory {
            Memory::Emmc => self.emmc.as_mut(),
            Memory::Flash | Memory::Auto => Some(&mut self.nor),
        }
    }
}

#[derive(Debug, Clone)]
enum Action {
    Erase,
    Program(Bytes),
    Verify(Bytes),
}

#[derive(Debug, Clone)]
struct Step {
    memory: Memory,
    offset: u64,
    len: u64,
    action: Action,
}

impl Step {
    const fn nanos_per_byte(&self) -> f64 {
        let [erase, program, read] = match self.memory {
            Memory::Emmc => EMMC_NANOS,
            Memory::Flash | Memory::Auto => NOR_NANOS,
        };
        match self.action {
            Action::Erase => erase,
            Action::Program(_) => program,
            Action::Verify(_) => read,
        }
    }
}

/// How a job stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum JobState {
    /// It goes on.
    Running,
    /// Everything was written and found right.
    Done,
    /// It ended early, with the text the device gives.
    Failed(String),
    /// The power was cut in its middle.
    PowerCut,
}

/// A sequence of timed memory operations.
#[derive(Debug, Clone)]
pub(super) struct Job {
    steps: VecDeque<Step>,
    /// Bytes of the front step that are done.
    done: u64,
    speed: f64,
    clock: Duration,
    /// Model time not used yet, in nanoseconds at speed 1.
    credit: f64,
    total_nanos: f64,
    spent_nanos: f64,
    last_progress: Duration,
    /// A step wrote to bytes that were not erased.
    pub(super) wrote_unerased: bool,
}

impl Job {
    /// An empty job that starts at `now`.
    pub(super) const fn new(now: Duration, speed: f64) -> Self {
        Self {
            steps: VecDeque::new(),
            done: 0,
            speed,
            clock: now,
            credit: 0.0,
            total_nanos: 0.0,
            spent_nanos: 0.0,
            last_progress: now,
            wrote_unerased: false,
        }
    }

    fn push(&mut self, step: Step) {
        self.total_nanos += step.nanos_per_byte() * step.len as f64;
        self.steps.push_back(step);
    }

    /// Adds: erase what a write of `len` bytes at `offset` needs. Gives the surroundings that must be written back.
    fn erase(
        &mut self,
        chips: &Chips,
        beside: BesideWrite,
        memory: Memory,
        offset: u64,
        len: u64,
    ) -> Vec<(u64, Bytes)> {
        let Some(chip) = chips
            .chip(memory)
            .filter(|chip| chip.must_erase() && len > 0)
        else {
            return Vec::new();
        };
        let unit = chips.erase_unit.max(1);
        let (start, end) = (
            offset / unit * unit,
            offset.saturating_add(len).div_ceil(unit) * unit,
        );
        let mut at = start;
        while at < end {
            self.push(Step {
                memory,
                offset: at,
                len: unit,
                action: Action::Erase,
            });
            at += unit;
        }
        if beside == BesideWrite::Erased {
            return Vec::new();
        }
        let stop = offset.saturating_add(len);
        [(start, offset - start), (stop, end - stop)]
            .into_iter()
            .map(|(at, len)| (at, Bytes::from(chip.read(at, len))))
            .filter(|(_, bytes)| bytes.iter().any(|byte| *byte != 0xFF))
            .collect()
    }

    /// Adds: write `data` at `offset`.
    pub(super) fn program(&mut self, memory: Memory, offset: u64, data: Bytes) {
        self.push(Step {
            memory,
            offset,
            len: data.len() as u64,
            action: Action::Program(data),
        });
    }

    /// Adds: compare the memory with `data`.
    pub(super) fn verify(&mut self, memory: Memory, offset: u64, data: Bytes) {
        self.push(Step {
            memory,
            offset,
            len: data.len() as u64,
            action: Action::Verify(data),
        });
    }

    /// Adds: make `len` bytes at `offset` blank. An eMMC needs no erasing to be written and is left as it is.
    pub(super) fn clear(
        &mut self,
        chips: &Chips,
        beside: BesideWrite,
        memory: Memory,
        offset: u64,
        len: u64,
    ) {
        for (at, bytes) in self.erase(chips, beside, memory, offset, len) {
            self.program(memory, at, bytes);
        }
    }

    /// Adds: erase, write and verify `data` at `offset`.
    pub(super) fn write(
        &mut self,
        chips: &Chips,
        beside: BesideWrite,
        memory: Memory,
        offset: u64,
        data: &Bytes,
    ) {
        self.clear(chips, beside, memory, offset, data.len() as u64);
        self.program(memory, offset, data.clone());
        self.verify(memory, offset, data.clone());
    }

    /// How far it is, 0 to 1.
    fn progress(&self) -> f32 {
        if self.total_nanos > 0.0 {
            (self.spent_nanos / self.total_nanos).clamp(0.0, 1.0) as f32
        } else {
            1.0
        }
    }

    /// The progress to tell now, at most once a second.
    pub(super) fn due_progress(&mut self, now: Duration) -> Option<f32> {
        (now.saturating_sub(self.last_progress) >= PROGRESS_EVERY).then(|| {
            self.last_progress = now;
            self.progress()
        })
    }

    /// When [`Job::run`] should be called next.
    pub(super) fn deadline(&self, faults: &Faults) -> Duration {
        let rest = (self.total_nanos - self.spent_nanos - self.credit).max(0.0)
            / self.speed.max(f64::MIN_POSITIVE);
        // One microsecond more: rounding must not leave a last byte for a second wake-up at the same moment.
        let end =
            self.clock + Duration::from_nanos(rest.min(1e18) as u64) + Duration::from_micros(1);
        let progress = self.last_progress + PROGRESS_EVERY;
        let next = end.min(progress);
        if faults.cuts_a_job() {
            next.min(self.clock + FAULT_GRAIN)
        } else {
            next
        }
    }

    /// Does what fits into the time since the last call.
    pub(super) fn run(
        &mut self,
        now: Duration,
        chips: &mut Chips,
        faults: &mut Faults,
    ) -> JobState {
        let elapsed = now.saturating_sub(self.clock);
        self.clock = self.clock.max(now);
        self.credit += elapsed.as_nanos() as f64 * self.speed;
        while let Some(step) = self.steps.front().cloned() {
            let rest = step.len.saturating_sub(self.done);
            let nanos = step.nanos_per_byte();
            let affordable = if nanos > 0.0 {
                (self.credit / nanos) as u64
            } else {
                u64::MAX
            };
            // A unit is erased, and a page is programmed, as a whole or not at all.
            let len = match step.action {
                Action::Erase if affordable < rest => 0,
                Action::Program(_) if affordable < rest => {
                    whole_pages(step.offset + self.done, affordable)
                }
                _ => affordable.min(rest),
            };
            if len == 0 && rest > 0 {
                return JobState::Running;
            }
            let cost = nanos * len as f64;
            self.credit -= cost;
            self.spent_nanos += cost;
            if let Some(end) = self.perform(&step, len, chips, faults) {
                return end;
            }
            self.done += len;
            if self.done >= step.len {
                self.steps.pop_front();
                self.done = 0;
            }
        }
        JobState::Done
    }

    fn perform(
        &mut self,
        step: &Step,
        len: u64,
        chips: &mut Chips,
        faults: &mut Faults,
    ) -> Option<JobState> {
        let chip = chips.chip_mut(step.memory)?;
        let at = step.offset + self.done;
        match &step.action {
            Action::Erase => {
                if faults.take_written(len) < len {
                    return Some(JobState::PowerCut);
                }
                chip.erase(at, len);
                None
            }
            Action::Program(data) => {
                let start = to_usize(self.done);
                let wanted = data.get(start..start + to_usize(len)).unwrap_or_default();
                let before_error = faults.until_write_error(len);
                let allowed = faults.take_written(before_error);
                let written = if allowed < len {
                    whole_pages(at, allowed)
                } else {
                    len
                };
                let slice = wanted.get(..to_usize(written)).unwrap_or(wanted);
                self.wrote_unerased |= !chip.program(at, slice);
                if let Some(byte) = faults.take_flip(slice.len()) {
                    chip.flip(at + byte as u64);
                }
                if allowed < before_error {
                    return Some(JobState::PowerCut);
                }
                (before_error < len).then(|| {
                    faults.clear_write_error();
                    JobState::Failed(format!(
                        "Failure writing memory at offset {} with size {}",
                        step.offset, step.len
                    ))
                })
            }
            Action::Verify(data) => {
                let start = to_usize(self.done);
                let wanted = data.get(start..start + to_usize(len)).unwrap_or_default();
                // Older bootloaders write past the end; there is nothing to compare with there.
                let wrong = chip.differs(at, wanted)?;
                (!faults.blind_verify())
                    .then(|| JobState::Failed(format!("Failure verifying memory at:{wrong}")))
            }
        }
    }
}

/// The part of `len` bytes at `offset` that fills pages to their ends.
const fn whole_pages(offset: u64, len: u64) -> u64 {
    let end = offset.saturating_add(len);
    (end - end % PAGE_BYTES).saturating_sub(offset)
}
