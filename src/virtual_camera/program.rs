//! The running bootloader: one request after the other, with data, answers, watchdog and the time to the application.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use super::{
    Options,
    boot::{self, Flashed, Running, Settings},
    faults::{Faults, Violations},
    job::{Chips, Job, JobState},
    link::DeviceLink,
};
use crate::{
    bootloader::{DATA_PACKET_BYTES, Memory, Request, Response},
    recording::{Direction, Happening, Recorder},
    xlink::{BOOTLOADER_STREAM, WATCHDOG_STREAM},
};

/// Longest time between two pings that a host may take (protocol 4.2).
const WATCHDOG: Duration = Duration::from_millis(1500);
/// Time until the first ping (protocol 4.2; assumed).
const WATCHDOG_START: Duration = Duration::from_secs(5);
/// Size of the data packets of a read.
pub(super) const READ_PACKET_BYTES: u64 = 1 << 20;
/// Reading takes this long per byte at speed 1, in nanoseconds.
const READ_NANOS: u64 = 100;
/// Packets of a read that are prepared before the host took the earlier ones.
const READ_AHEAD: usize = 4;

/// What outlives a reset: memory, knobs, faults, and what the host did wrong.
#[derive(Debug)]
pub(super) struct Hardware {
    /// What makes this camera.
    pub(super) options: Options,
    /// Its memories.
    pub(super) chips: Chips,
    /// The last whole bootloader image in its place.
    pub(super) flashed: Option<Flashed>,
    /// Armed faults.
    pub(super) faults: Faults,
    /// Breaches of protocol.
    pub(super) violations: Violations,
    /// Takes down what is said, where that is wanted.
    pub(super) recorder: Option<Recorder>,
}

impl Hardware {
    /// Takes a packet of the bootloader's stream down.
    fn record(&self, now: Duration, direction: Direction, packet: &[u8]) {
        if let Some(recorder) = &self.recorder {
            recorder.add(now, Happening::packet(direction, packet));
        }
    }
}

/// Why a bootloader stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exit {
    /// Reset: boots from flash.
    Reset,
    /// To the ROM.
    Rom,
    /// Runs a program from memory.
    Memory(Bytes),
    /// Starts the application.
    Application,
    /// The power was cut.
    PowerCut,
}

/// What the program is doing.
#[derive(Debug)]
pub(super) enum Task {
    /// Waits for a request.
    Idle,
    /// Collects the data of a request.
    Collecting(Collecting),
    /// Erases, writes, verifies. Remembers the image if it is a bootloader in its place.
    Writing(Job, Option<Flashed>),
    /// Sends the content of a memory.
    Reading(Reading),
}

/// Data of a request on its way.
#[derive(Debug)]
pub(super) struct Collecting {
    /// The request.
    pub(super) request: Request,
    /// Bytes announced.
    pub(super) total: u32,
    /// Packets that are still to come.
    pub(super) packets: u32,
    /// Bytes so far.
    pub(super) data: Vec<u8>,
    /// It will be refused when it is complete.
    pub(super) refused: bool,
}

/// A memory on its way to the host.
#[derive(Debug)]
pub(super) struct Reading {
    /// From where.
    pub(super) memory: Memory,
    /// The next byte.
    pub(super) offset: u64,
    /// Bytes left.
    pub(super) left: u64,
    /// When the next packet is ready.
    pub(super) ready: Duration,
}

/// One run of a bootloader.
#[derive(Debug)]
pub(super) struct Program {
    /// What runs.
    pub(super) running: Running,
    /// The connection; over USB there is always one, waiting for the ping.
    pub(super) link: Option<DeviceLink>,
    /// The host closed its end, which USB does not tell: the pings that do not come are not its fault.
    pub(super) host_closed: bool,
    /// What it is doing.
    pub(super) task: Task,
    /// When the watchdog bites.
    watchdog: Option<Duration>,
    /// When the last ping came.
    last_ping: Option<Duration>,
    /// When the application starts if nobody connects.
    application_at: Option<Duration>,
    /// Answers in the order they are due, cut by faults.
    answers: VecDeque<Bytes>,
}

impl Program {
    /// A bootloader that starts now. `called` for one the host called back from the application: it waits.
    pub(super) fn start(
        now: Duration,
        running: Running,
        hardware: &Hardware,
        called: bool,
    ) -> Self {
        let settings = Settings::read(&hardware.chips, running.identity.kind);
        let wait = !called && !running.in_memory;
        Self {
            running,
            link: None,
            host_closed: false,
            task: Task::Idle,
            watchdog: None,
            last_ping: None,
            application_at: settings
                .timeout
                .filter(|_| wait)
                .map(|timeout| now + timeout),
            answers: VecDeque::new(),
        }
    }

    /// A connection begins.
    pub(super) fn connect(&mut self, framed: bool) {
        self.link = Some(DeviceLink::new(framed));
    }

    /// The connection is gone. What runs goes on until the watchdog bites.
    pub(super) fn disconnect(&mut self) {
        self.link = None;
        if !matches!(self.task, Task::Writing(..)) {
            self.task = Task::Idle;
        }
    }

    /// Queues an answer.
    pub(super) fn answer(&mut self, response: &Response) {
        self.answers.push_back(response.encode().into());
    }

    /// Queues data.
    pub(super) fn answer_data(&mut self, data: Vec<u8>) {
        self.answers.push_back(data.into());
    }

    /// Does everything that can be done now.
    pub(super) fn advance(&mut self, now: Duration, hardware: &mut Hardware) -> Option<Exit> {
        if hardware.faults.silent() {
            return self.advance_silently(now, hardware);
        }
        let exit = self
            .watch(now, hardware)
            .or_else(|| self.work(now, hardware));
        self.flush(now, hardware);
        let reset = self.link.as_mut().is_some_and(|link| {
            hardware.violations.absorb(&mut link.violations);
            link.reset_asked()
        });
        exit.or_else(|| reset.then_some(Exit::Reset))
            .or_else(|| self.application_due(now, hardware))
    }

    /// The program hangs; its memory operations and the watchdog are all that is left.
    fn advance_silently(&mut self, now: Duration, hardware: &mut Hardware) -> Option<Exit> {
        if let Task::Writing(job, _) = &mut self.task {
            let state = job.run(now, &mut hardware.chips, &mut hardware.faults);
            match state {
                JobState::Running => {}
                JobState::PowerCut => return Some(Exit::PowerCut),
                JobState::Done | JobState::Failed(_) => self.task = Task::Idle,
            }
        }
        self.watchdog
            .is_some_and(|limit| now >= limit)
            .then_some(Exit::Reset)
    }

    /// When [`Program::advance`] should be called next.
    pub(super) fn deadline(&self, hardware: &Hardware) -> Option<Duration> {
        let silent = hardware.faults.silent();
        let task = match &self.task {
            Task::Writing(job, _) => Some(job.deadline(&hardware.faults)),
            Task::Reading(reading) if self.room_to_read() && !silent => Some(reading.ready),
            _ => None,
        };
        let connected = self.link.as_ref().is_some_and(DeviceLink::established);
        let application = self.application_at.filter(|_| !connected && !silent);
        [task, self.watchdog, application]
            .into_iter()
            .flatten()
            .min()
    }

    fn application_due(&mut self, now: Duration, hardware: &Hardware) -> Option<Exit> {
        let connected = self.link.as_ref().is_some_and(DeviceLink::established);
        if connected || self.application_at.is_none_or(|due| now < due) {
            return None;
        }
        self.application_at = None;
        boot::application(&hardware.chips, self.running.identity.kind).map(|_| Exit::Application)
    }

    fn watch(&mut self, now: Duration, hardware: &mut Hardware) -> Option<Exit> {
        let patience = Duration::from_millis(hardware.options.watchdog_millis.into());
        if let Some(link) = self.link.as_mut().filter(|link| link.established()) {
            let limit = *self
                .watchdog
                .get_or_insert_with(|| now + WATCHDOG_START.max(patience));
            while let Some(packet) = link.take_packet(WATCHDOG_STREAM) {
                match *packet {
                    [0, 0, 0, 0] if now < limit => {
                        if self.last_ping.is_some_and(|last| now > last + WATCHDOG) {
                            hardware.violations.note("watchdog ping too late");
                        }
                        self.last_ping = Some(now);
                        self.watchdog = Some(now + patience);
                    }
                    [0, 0, 0, 0] => {}
                    [1, 0, 0, 0] => return Some(Exit::Reset),
                    _ => hardware
                        .violations
                        .note(format!("watchdog message {packet:?}")),
                }
            }
        }
        let late = self.watchdog.is_some_and(|limit| now >= limit);
        late.then(|| {
            if self.link.is_some() && !self.host_closed {
                hardware.violations.note("no watchdog ping in time");
            }
            Exit::Reset
        })
    }

    fn work(&mut self, now: Duration, hardware: &mut Hardware) -> Option<Exit> {
        loop {
            match &mut self.task {
                Task::Writing(job, image) => {
                    let state = job.run(now, &mut hardware.chips, &mut hardware.faults);
                    if job.wrote_unerased {
                        job.wrote_unerased = false;
                        hardware
                            .violations
                            .note("the model wrote to bytes that were not erased");
                    }
                    let (success, error) = match state {
                        JobState::Running => {
                            if let Some(progress) = job.due_progress(now) {
                                self.answer(&Response::FlashStatusUpdate { progress });
                            }
                            return None;
                        }
                        JobState::PowerCut => return Some(Exit::PowerCut),
                        JobState::Done => (true, String::new()),
                        JobState::Failed(text) => (false, text),
                    };
                    if success && image.is_some() {
                        hardware.flashed = *image;
                    }
                    self.task = Task::Idle;
                    self.answer(&Response::FlashComplete { success, error });
                }
                Task::Reading(_) => {
                    if !self.read_on(now, hardware) {
                        return None;
                    }
                }
                Task::Collecting(_) => {
                    let packet = self.link.as_mut()?.take_packet(BOOTLOADER_STREAM)?;
                    hardware.record(now, Direction::Out, &packet);
                    if let Some(exit) = self.collect(now, hardware, &packet) {
                        return Some(exit);
                    }
                }
                Task::Idle => {
                    let packet = self.link.as_mut()?.take_packet(BOOTLOADER_STREAM)?;
                    hardware.record(now, Direction::Out, &packet);
                    if let Some(exit) = self.request(now, hardware, &packet) {
                        return Some(exit);
                    }
                }
            }
        }
    }

    fn collect(&mut self, now: Duration, hardware: &mut Hardware, packet: &[u8]) -> Option<Exit> {
        let Task::Collecting(collecting) = &mut self.task else {
            return None;
        };
        let missing = (collecting.total as usize).saturating_sub(collecting.data.len());
        let due = missing.min(DATA_PACKET_BYTES);
        if packet.len() != due {
            hardware.violations.note(format!(
                "data packet of {} bytes where {due} are due",
                packet.len()
            ));
        }
        collecting.data.extend_from_slice(packet);
        collecting.packets = collecting.packets.saturating_sub(1);
        if collecting.packets > 0 {
            return None;
        }
        let Task::Collecting(collecting) = std::mem::replace(&mut self.task, Task::Idle) else {
            return None;
        };
        self.data_complete(now, hardware, collecting)
    }

    fn room_to_read(&self) -> bool {
        self.link
            .as_ref()
            .is_some_and(|link| link.waiting(BOOTLOADER_STREAM) < READ_AHEAD)
    }

    /// Sends the next packet of a read; false if it has to wait.
    fn read_on(&mut self, now: Duration, hardware: &Hardware) -> bool {
        let room = self.room_to_read() && self.answers.len() < READ_AHEAD;
        let Task::Reading(reading) = &mut self.task else {
            return false;
        };
        if reading.left == 0 {
            self.task = Task::Idle;
            return true;
        }
        if !room || now < reading.ready {
            return false;
        }
        let len = reading.left.min(READ_PACKET_BYTES);
        let data = hardware
            .chips
            .chip(reading.memory)
            .map(|chip| chip.read(reading.offset, len))
            .unwrap_or_default();
        reading.offset += len;
        reading.left -= len;
        let next = reading.left.min(READ_PACKET_BYTES);
        reading.ready = now + read_time(next, hardware.options.speed);
        self.answer_data(data);
        true
    }

    fn flush(&mut self, now: Duration, hardware: &mut Hardware) {
        let Some(link) = &mut self.link else {
            self.answers.clear();
            return;
        };
        for mut answer in self.answers.drain(..) {
            if hardware.faults.take_short_reply() {
                answer.truncate(answer.len() / 2);
            }
            hardware.record(now, Direction::In, &answer);
            link.send(BOOTLOADER_STREAM, answer);
        }
    }
}

/// How long reading `len` bytes takes.
pub(super) fn read_time(len: u64, speed: f64) -> Duration {
    let nanos = (len * READ_NANOS) as f64 / speed.max(f64::MIN_POSITIVE);
    Duration::from_nanos(nanos.min(1e18) as u64)
}
