//! Does the application fit into the connected camera's memory?

use crate::{
    bootloader::{Layout, Memory},
    device::CameraInfo,
};

/// Room and need of one memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// What the application needs.
    pub needs: u64,
    /// What the memory has for it.
    pub room: u64,
}

impl Fit {
    /// Whether it fits.
    pub const fn fits(self) -> bool {
        self.needs <= self.room
    }

    /// Share of the room that is needed, at most 1.
    pub fn share(self) -> f64 {
        if self.room == 0 {
            return 1.0;
        }
        (self.needs as f64 / self.room as f64).min(1.0)
    }
}

/// Compares `needs` bytes with the room for an application in `memory`; `None` when the camera does not tell its size.
pub fn fit(info: &CameraInfo, memory: Memory, needs: u64) -> Option<Fit> {
    let found = info
        .memories
        .iter()
        .find(|found| found.memory == memory && found.available && found.size_bytes > 0)?;
    // An application lies at the same offset in every memory.
    let offset = u64::from(Layout::of(info.kind).application.offset);
    Some(Fit {
        needs,
        room: found.size_bytes.saturating_sub(offset),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fit_is_a_comparison() {
        let fit = Fit {
            needs: 10,
            room: 20,
        };
        assert!(fit.fits());
        assert!((fit.share() - 0.5).abs() < 1e-9);
        let tight = Fit { needs: 21, ..fit };
        assert!(!tight.fits());
        assert!((tight.share() - 1.0).abs() < 1e-9);
        assert!((Fit { needs: 0, room: 0 }.share() - 1.0).abs() < 1e-9);
    }
}
