//! The one operation of the page, from plan to receipt.

use crate::{
    bootloader::{BootloaderKind, Memory},
    device::{self, Failure, Plan, Progress, Receipt, Stage},
    ui::app::Step,
};

/// A camera may be silent for this long before the page says so, in seconds. Erasing takes the longest pauses.
pub const STALL_SECS: f64 = 8.0;

/// State of step 3, and of operations started from step 1.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The operation, if there is one.
    pub operation: Option<Operation>,
    /// Memory for the application.
    pub memory: Memory,
    /// Whether only what differs from the camera's application is written.
    pub only_changed: bool,
    /// Letters in the confirmation field.
    pub typed: String,
    /// Starting the application afterwards.
    pub boot: Boot,
    /// Whether the report was copied.
    pub copied: bool,
    /// The plan that was executed last.
    pub plan: Option<Box<Plan>>,
    /// When it ended, by the computer's clock.
    pub finished_at: String,
}

impl Default for State {
    fn default() -> Self {
        Self {
            operation: None,
            memory: Memory::Flash,
            only_changed: false,
            typed: String::new(),
            boot: Boot::default(),
            copied: false,
            plan: None,
            finished_at: String::new(),
        }
    }
}

/// An operation and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What was asked for.
    pub request: Request,
    /// How far it is.
    pub phase: Phase,
}

/// What the person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Flash a bootloader of this kind.
    Bootloader(BootloaderKind),
    /// Flash the user bootloader.
    UserBootloader,
    /// Go back to the factory bootloader.
    RemoveUserBootloader,
    /// Factory reset to this kind.
    FactoryReset(BootloaderKind),
    /// Write the boot header as the camera view has it.
    BootHeader,
    /// Write the file of the camera view to memory.
    WriteMemory,
    /// Flash the application into this memory.
    Application(Memory),
    /// Remove the application from this memory.
    RemoveApplication(Memory),
    /// Write the configuration as the editor of the camera view has it.
    WriteConfig,
    /// Clear the configuration.
    ClearConfig,
    /// Restore the chosen backup.
    RestoreBackup,
    /// Restore the configuration of the chosen backup.
    RestoreConfig,
}

impl Request {
    /// The step that shows it.
    pub const fn step(self) -> Step {
        match self {
            Self::Application(_) => Step::Flash,
            _ => Step::Camera,
        }
    }
}

/// How far an operation is.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// The worker makes the plan.
    Planning,
    /// The plan lies before the person.
    Planned(Box<Plan>),
    /// It runs.
    Running(Box<Running>),
    /// Done.
    Done(Box<Receipt>),
    /// Failed.
    Failed(Box<Failure>),
}

/// A running operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// What runs.
    pub plan: Plan,
    /// The last step.
    pub progress: Option<Progress>,
    /// The page's clock when something last moved, in seconds.
    pub moved: f64,
    /// The page's clock when the last step came, in seconds.
    pub heard: f64,
    /// Whether it was asked to stop.
    pub cancelling: bool,
}

impl Running {
    /// Takes the next step; a bar never goes backwards, whatever comes.
    pub fn step(&mut self, mut progress: Progress, now: f64) {
        let before = self.progress.as_ref();
        let moved = before.is_none_or(|before| {
            before.stage != progress.stage || before.done_bytes != progress.done_bytes
        });
        if moved {
            self.moved = now;
        }
        self.heard = now;
        progress.fraction = progress
            .fraction
            .clamp(before.map_or(0.0, |before| before.fraction), 1.0);
        self.progress = Some(progress);
    }

    /// Seconds without any movement, once that is worth saying.
    pub fn stalled(&self, now: f64) -> Option<f64> {
        Some(now - self.moved).filter(|secs| *secs >= STALL_SECS)
    }

    /// Seconds since the start, ticking on between steps.
    pub fn elapsed(&self, now: f64) -> f64 {
        let told = self
            .progress
            .as_ref()
            .map_or(0.0, |progress| progress.elapsed_secs);
        told + (now - self.heard).max(0.0)
    }

    /// A person is being waited for: the clocks stand still.
    pub const fn pause(&mut self, now: f64) {
        self.moved = now;
        self.heard = now;
    }

    /// The whole operation, 0 to 1.
    pub fn fraction(&self) -> f64 {
        self.progress
            .as_ref()
            .map_or(0.0, |progress| progress.fraction)
    }
}

/// Starting the application.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Boot {
    /// Not asked for.
    #[default]
    Idle,
    /// On the way.
    Starting,
    /// It runs.
    Started {
        /// Whether it was seen coming up.
        seen: bool,
    },
    /// It did not start.
    Failed(Box<Failure>),
}

impl State {
    /// The running operation.
    pub fn running(&self) -> Option<&Running> {
        match &self.operation.as_ref()?.phase {
            Phase::Running(running) => Some(running),
            _ => None,
        }
    }

    /// The running operation, to change.
    pub fn running_mut(&mut self) -> Option<&mut Running> {
        match &mut self.operation.as_mut()?.phase {
            Phase::Running(running) => Some(running),
            _ => None,
        }
    }

    /// Forgets the operation and all that belonged to it, but not the chosen memory and way.
    pub fn clear(&mut self) {
        *self = Self {
            memory: self.memory,
            only_changed: self.only_changed,
            ..Self::default()
        };
    }

    /// The operation, if this step shows it.
    pub fn shown_in(&self, step: Step) -> Option<&Operation> {
        self.operation
            .as_ref()
            .filter(|operation| operation.request.step() == step)
    }

    /// Value of the step's `data-state`.
    pub fn id(&self) -> &'static str {
        match (&self.boot, self.shown_in(Step::Flash)) {
            (Boot::Starting, _) => "starting",
            (Boot::Started { .. }, _) => "started",
            (_, None) => "idle",
            (_, Some(operation)) => operation.phase.id(),
        }
    }
}

impl Phase {
    /// Its name in the document, for tests.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Planning => "planning",
            Self::Planned(plan) if plan.refusals.is_empty() => "planned",
            Self::Planned(_) => "refused",
            Self::Running(_) => "running",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
        }
    }
}

/// The stages an operation goes through, in order. Some cameras skip one: without read-back it is never the current one.
pub const fn stages(operation: device::Operation) -> &'static [Stage] {
    use device::Operation as O;
    match operation {
        O::FlashBootloader
        | O::FlashUserBootloader
        | O::RemoveUserBootloader
        | O::FactoryReset
        | O::RestoreBackup
        | O::WriteBootHeader => &[
            Stage::Prepare,
            Stage::Send,
            Stage::Write,
            Stage::ReadBack,
            Stage::Restart,
            Stage::Check,
        ],
        O::FlashApplication
        | O::UpdateApplication
        | O::RemoveApplication
        | O::WriteConfig
        | O::ClearConfig
        | O::WriteMemory => &[Stage::Prepare, Stage::Send, Stage::Write, Stage::ReadBack],
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        device::{Confirmation, PowerCut, Unplug},
        transport::MxId,
    };

    pub(crate) fn plan() -> Plan {
        Plan {
            operation: device::Operation::FlashApplication,
            mx_id: MxId("14442C10F1A2B3C4D5".to_owned()),
            writes: Vec::new(),
            total_bytes: 1000,
            expected_secs: 10.0,
            power_cut: PowerCut::OldNewOrNone,
            confirmation: Confirmation::Click,
            refusals: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn progress(done_bytes: u64, fraction: f64) -> Progress {
        Progress {
            stage: Stage::Write,
            done_bytes,
            total_bytes: 1000,
            fraction,
            elapsed_secs: 1.0,
            bytes_per_sec: None,
            left_secs: None,
            unplug: Unplug::ApplicationLost,
            can_cancel: false,
        }
    }

    fn running() -> Running {
        Running {
            plan: plan(),
            progress: None,
            moved: 100.0,
            heard: 100.0,
            cancelling: false,
        }
    }

    #[test]
    fn the_bar_never_goes_backwards() {
        let mut running = running();
        running.step(progress(500, 0.5), 101.0);
        running.step(progress(600, 0.4), 102.0);
        assert!((running.fraction() - 0.5).abs() < 1e-9);
        running.step(progress(900, f64::INFINITY), 103.0);
        assert!((running.fraction() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_stall_is_eight_seconds_without_movement() {
        let mut running = running();
        running.step(progress(500, 0.5), 101.0);
        assert_eq!(running.stalled(108.9), None);
        // The same numbers again are no movement.
        running.step(progress(500, 0.5), 108.0);
        assert_eq!(running.stalled(109.5), Some(8.5));
        running.step(progress(501, 0.5), 110.0);
        assert_eq!(running.stalled(111.0), None);
    }
}
