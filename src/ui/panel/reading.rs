//! Reading from the camera into a file: the one other thing beside operations that takes time.

use crate::{
    bootloader::Memory,
    device::{Failure, Progress},
};

/// A reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is read.
    pub what: What,
    /// How far it is.
    pub phase: Phase,
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A range of a memory.
    Memory,
    /// An application.
    Application(Memory),
    /// What a backup holds.
    Backup,
    /// Everything that makes the camera start.
    Diagnosis,
}

/// How far a reading is.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// On the way; the last step.
    Running(Option<Progress>),
    /// It did not work.
    Failed(Box<Failure>),
}

impl Reading {
    /// A reading that was just asked for.
    pub const fn new(what: What) -> Self {
        Self {
            what,
            phase: Phase::Running(None),
        }
    }

    /// Whether it is on the way.
    pub const fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running(_))
    }
}
