//! The whole device: which state it is in, how it gets into the next one, and what the host sees of it.

use std::time::Duration;

use bytes::Bytes;

use super::{
    Fault, Images, InitialState, Options, Violation,
    boot::{self, Boot, BootHeader, Flashed, Running},
    chip::Chip,
    demo_package,
    faults::{Faults, Violations},
    image,
    job::Chips,
    link::DeviceLink,
    program::{Exit, Hardware, Program},
    rom::Rom,
};
use crate::{
    bootloader::{BootHeaderKind, BootloaderKind, Layout},
    recording::Recorder,
    transport::Attachment,
};

/// How long the camera is off the bus between two states.
const ABSENT: Duration = Duration::from_millis(100);
/// A camera that leaves waits this long after its last answer was taken,
const LINGER: Duration = Duration::from_millis(20);
/// and this long if it is not taken.
const LINGER_AT_MOST: Duration = Duration::from_secs(1);

/// What comes after an absence.
#[derive(Debug, Clone)]
pub(super) enum Next {
    /// A reset; `called` by a host that wants to talk to the bootloader.
    Reset {
        called: bool,
    },
    Rom,
    Memory(Bytes),
    Application,
}

#[derive(Debug)]
pub(super) enum Phase {
    Off,
    Absent {
        until: Duration,
        next: Next,
    },
    Rom(Rom),
    Bootloader(Box<Program>),
    /// The last answers are being fetched.
    Leaving {
        link: Option<DeviceLink>,
        drained: Option<Duration>,
        deadline: Duration,
        next: Next,
    },
    /// `hosted` if a host uploaded it.
    Application {
        hosted: bool,
    },
    /// Damaged code runs: nothing shows up.
    Dead,
}

/// What the stock command leaves when the power fails in its middle: a header for USB recovery and half an image. The
/// application lies behind it, untouched.
fn interrupted(nor: &mut Chip, options: &Options, images: &Images) {
    let image = images.get(options.kind, options.bootloader);
    let layout = Layout::of(options.kind);
    let half = image.get(..image.len() / 2).unwrap_or_default();
    nor.program(0, &BootHeader::plain(BootHeaderKind::UsbRecovery).encode());
    nor.program(layout.bootloader.offset.into(), half);
    nor.program(layout.application.offset.into(), &demo_package());
}

/// A model of one camera, without IO: time and bytes are arguments.
///
/// After every call the caller looks at [`VirtualCamera::state`] and [`VirtualCamera::generation`] (a camera that
/// went away and came back has a higher one), fetches what is to be sent with [`VirtualCamera::transmit`], and calls
/// [`VirtualCamera::advance`] at [`VirtualCamera::deadline`] at the latest.
#[derive(Debug)]
pub struct VirtualCamera {
    pub(super) hardware: Hardware,
    pub(super) phase: Phase,
    pub(super) attachment: Attachment,
    pub(super) generation: u64,
    usb_pins: bool,
    last: Duration,
}

impl VirtualCamera {
    /// A camera without power, its memory filled as `options` say.
    pub fn new(options: Options, images: &Images) -> Self {
        const MIB: u64 = 1 << 20;
        let mut chips = Chips {
            nor: Chip::nor(u64::from(options.nor_mib) * MIB),
            emmc: options
                .emmc_mib
                .map(|size| Chip::emmc(u64::from(size) * MIB)),
            erase_unit: options.erase_unit_bytes.into(),
            beside: options.beside_write,
        };
        if options.state == InitialState::Interrupted {
            interrupted(&mut chips.nor, &options, images);
        }
        let whole = matches!(
            options.state,
            InitialState::Bootloader | InitialState::Application
        );
        let flashed = whole.then(|| {
            let image = images.get(options.kind, options.bootloader);
            chips
                .nor
                .program(0, &BootHeader::plain(BootHeaderKind::Normal).encode());
            chips
                .nor
                .program(Layout::of(options.kind).bootloader.offset.into(), &image);
            Flashed::of(&image)
        });
        if options.state == InitialState::Application {
            let offset = Layout::of(options.kind).application.offset;
            chips.nor.program(offset.into(), &demo_package());
        }
        Self {
            attachment: options.attachment,
            hardware: Hardware {
                options,
                chips,
                flashed,
                faults: Faults::default(),
                violations: Violations::default(),
                recorder: None,
            },
            phase: Phase::Off,
            generation: 0,
            usb_pins: false,
            last: Duration::ZERO,
        }
    }

    /// What makes this camera.
    pub const fn options(&self) -> &Options {
        &self.hardware.options
    }

    /// Takes down from now on what a host says and is answered, by the camera's own clock. What a host sees of it is
    /// direction [`crate::recording::Direction::Out`].
    pub fn record(&mut self, recorder: Recorder) {
        self.hardware.recorder = Some(recorder);
    }

    /// Replaces the content of the memories, as read from files.
    pub fn load(&mut self, nor: &[u8], emmc: Option<&[u8]>) {
        let chips = &mut self.hardware.chips;
        chips.nor.load(nor);
        if let (Some(chip), Some(bytes)) = (&mut chips.emmc, emmc) {
            chip.load(bytes);
        }
        self.hardware.flashed = Flashed::found(chips);
    }

    /// Gives it power. A camera whose initial state is "application" is found running it.
    pub fn power_on(&mut self, now: Duration) {
        self.last = now;
        let chips = &self.hardware.chips;
        let runs = self.hardware.options.state == InitialState::Application
            && matches!(boot::decide(chips, self.hardware.flashed, self.usb_pins),
                Boot::Bootloader(running) if boot::application(chips, running.identity.kind).is_some());
        if runs {
            self.appear(Phase::Application { hosted: false });
        } else {
            self.boot(now, false);
        }
    }

    /// Counts appearances on from those of `other`, in whose place this camera is plugged in.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) const fn continue_after(&mut self, other: &Self) {
        self.generation = other.generation;
    }

    /// Pulls the cable: everything but the memories is lost, until [`VirtualCamera::replug`].
    pub fn unplug(&mut self) {
        self.collect_violations();
        self.phase = Phase::Off;
    }

    /// Plugs the cable in again.
    pub fn replug(&mut self, now: Duration) {
        if matches!(self.phase, Phase::Off) {
            self.reset(now);
        }
    }

    /// Takes the power away for a moment.
    pub fn power_cut(&mut self, now: Duration) {
        if !matches!(self.phase, Phase::Off) {
            self.reset(now);
        }
    }

    /// Sets the boot pins: to USB the ROM waits after every reset, whatever the flash holds.
    pub const fn set_usb_pins(&mut self, usb: bool) {
        self.usb_pins = usb;
    }

    /// Arms a fault.
    pub const fn fault(&mut self, fault: &Fault) {
        self.hardware.faults.arm(fault);
    }

    /// What the host did wrong so far.
    pub fn violations(&mut self) -> Vec<Violation> {
        self.collect_violations();
        self.hardware.violations.all().to_vec()
    }

    /// Forgets what the host did wrong.
    pub fn clear_violations(&mut self) {
        self.collect_violations();
        self.hardware.violations.clear();
    }

    /// The content of the NOR.
    pub fn flash(&self) -> Vec<u8> {
        self.hardware.chips.nor.read(0, u64::MAX)
    }

    /// The content of the eMMC.
    pub fn emmc(&self) -> Option<Vec<u8>> {
        self.hardware
            .chips
            .emmc
            .as_ref()
            .map(|chip| chip.read(0, u64::MAX))
    }

    /// A copy of the memories, NOR and eMMC, that costs next to nothing.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn memories(&self) -> (Chip, Option<Chip>) {
        let chips = &self.hardware.chips;
        (chips.nor.clone(), chips.emmc.clone())
    }

    /// Grows whenever a memory changes.
    pub fn revision(&self) -> u64 {
        let chips = &self.hardware.chips;
        chips.nor.revision() + chips.emmc.as_ref().map_or(0, Chip::revision)
    }

    /// When [`VirtualCamera::advance`] is due.
    pub fn deadline(&self) -> Option<Duration> {
        match &self.phase {
            Phase::Off | Phase::Rom(_) | Phase::Application { .. } | Phase::Dead => None,
            Phase::Absent { until, .. } => Some(*until),
            Phase::Bootloader(program) => program.deadline(&self.hardware),
            Phase::Leaving {
                drained, deadline, ..
            } => Some(drained.map_or(*deadline, |at| at + LINGER)),
        }
    }

    /// Does everything that is due.
    pub fn advance(&mut self, now: Duration) {
        let now = now.max(self.last);
        self.last = now;
        loop {
            match &mut self.phase {
                Phase::Absent { until, next } if now >= *until => {
                    let next = next.clone();
                    self.arrive(now, next);
                }
                Phase::Leaving {
                    link,
                    drained,
                    deadline,
                    next,
                } => {
                    if drained.is_none() && link.as_ref().is_none_or(DeviceLink::drained) {
                        *drained = Some(now);
                    }
                    let at = drained.map_or(*deadline, |at| at + LINGER);
                    if now < at {
                        return;
                    }
                    let next = next.clone();
                    self.go_away(now, next);
                }
                Phase::Bootloader(program) => {
                    let Some(exit) = program.advance(now, &mut self.hardware) else {
                        return;
                    };
                    let link = program.link.take();
                    self.exit(now, link, exit);
                }
                _ => return,
            }
        }
    }

    fn exit(&mut self, now: Duration, link: Option<DeviceLink>, exit: Exit) {
        match exit {
            Exit::Reset => self.leave(now, link, Next::Reset { called: false }),
            Exit::Rom => self.leave(now, link, Next::Rom),
            Exit::Memory(program) => self.leave(now, link, Next::Memory(program)),
            Exit::Application => self.leave(now, link, Next::Application),
            Exit::PowerCut => self.reset(now),
        }
    }

    fn leave(&mut self, now: Duration, link: Option<DeviceLink>, next: Next) {
        self.phase = Phase::Leaving {
            link,
            drained: None,
            deadline: now + LINGER_AT_MOST,
            next,
        };
    }

    fn reset(&mut self, now: Duration) {
        self.collect_violations();
        self.go_away(now, Next::Reset { called: false });
    }

    pub(super) fn go_away(&mut self, now: Duration, next: Next) {
        self.phase = Phase::Absent {
            until: now + ABSENT,
            next,
        };
    }

    fn arrive(&mut self, now: Duration, next: Next) {
        match next {
            Next::Reset { called } => self.boot(now, called),
            Next::Rom => self.appear(Phase::Rom(Rom::new(&self.hardware.options.mx_id))),
            Next::Application => self.appear(Phase::Application { hosted: false }),
            Next::Memory(program) => match image::identify(&program) {
                Some(identity) => {
                    let running = Running {
                        identity,
                        user: false,
                        in_memory: true,
                    };
                    self.start(now, running, false);
                }
                None if program.starts_with(image::MAGIC) => {
                    self.appear(Phase::Application { hosted: true })
                }
                None => self.phase = Phase::Dead,
            },
        }
    }

    fn boot(&mut self, now: Duration, called: bool) {
        match boot::decide(&self.hardware.chips, self.hardware.flashed, self.usb_pins) {
            Boot::Rom => self.appear(Phase::Rom(Rom::new(&self.hardware.options.mx_id))),
            Boot::Dead => self.phase = Phase::Dead,
            Boot::Application => self.appear(Phase::Application { hosted: false }),
            Boot::Bootloader(running) => self.start(now, running, called),
        }
    }

    fn start(&mut self, now: Duration, running: Running, called: bool) {
        let mut program = Program::start(now, running, &self.hardware, called);
        if self.attachment == Attachment::Usb {
            program.connect(true);
        }
        self.appear(Phase::Bootloader(Box::new(program)));
    }

    fn appear(&mut self, phase: Phase) {
        self.hardware.faults.restart();
        self.generation += 1;
        self.phase = phase;
    }

    pub(super) fn collect_violations(&mut self) {
        let link = match &mut self.phase {
            Phase::Bootloader(program) => program.link.as_mut(),
            Phase::Leaving { link, .. } => link.as_mut(),
            _ => None,
        };
        if let Some(link) = link {
            self.hardware.violations.absorb(&mut link.violations);
        }
    }
}

impl Images {
    /// The image of `kind` and `version`: the real one if it is at hand, else a stand-in.
    fn get(&self, kind: BootloaderKind, version: crate::bootloader::Version) -> Bytes {
        let real = match kind {
            BootloaderKind::Usb => &self.usb,
            BootloaderKind::Network => &self.network,
        };
        real.as_ref()
            .filter(|image| image::identify(image).is_some_and(|found| found.version == version))
            .cloned()
            .unwrap_or_else(|| image::stand_in(kind, version))
    }
}
