//! The forms for reading and writing memory, and what was read.

use std::rc::Rc;

use crate::{
    bootloader::Memory,
    device::{CameraInfo, FlashRegion, plan},
    engine::protocol::NamedFile,
    text::{self, page::panel::memory as words},
    ui::panel::number::number,
};

/// State of the part.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Memory to read or write.
    pub memory: Memory,
    /// Offset to read from.
    pub offset: String,
    /// Bytes to read.
    pub size: String,
    /// What was read last.
    pub read: Option<Content>,
    /// What the last raw write overwrote.
    pub overwritten: Option<Content>,
    /// Letters in the field that unlocks writing.
    pub word: String,
    /// Offset to write to.
    pub write_offset: String,
    /// File to write.
    pub file: Option<Content>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            memory: Memory::Flash,
            offset: "0".to_owned(),
            size: "512".to_owned(),
            read: None,
            overwritten: None,
            word: String::new(),
            write_offset: String::new(),
            file: None,
        }
    }
}

/// A file that may be large: copied and compared by reference.
#[derive(Debug, Clone)]
pub struct Content {
    /// Where its first byte lies in the camera's memory, for what was read.
    pub start: u64,
    /// The file.
    pub file: Rc<NamedFile>,
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.start == other.start && Rc::ptr_eq(&self.file, &other.file)
    }
}

impl Content {
    /// A file whose first byte lies at `start`.
    pub fn new(start: u64, file: NamedFile) -> Self {
        Self {
            start,
            file: Rc::new(file),
        }
    }
}

/// What is wrong with a range, beside which input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeProblem {
    /// The offset.
    Offset(String),
    /// The size.
    Size(String),
}

impl State {
    /// The range to read.
    ///
    /// # Errors
    ///
    /// The sentence, and the input it belongs to.
    pub fn range(&self, info: &CameraInfo) -> Result<(u64, u64), RangeProblem> {
        let not_number = || words::NOT_NUMBER.to_owned();
        let offset = number(&self.offset).ok_or_else(|| RangeProblem::Offset(not_number()))?;
        let size = number(&self.size).ok_or_else(|| RangeProblem::Size(not_number()))?;
        match outside(info, self.memory, offset, size) {
            Some(sentence) => Err(RangeProblem::Size(sentence)),
            None => Ok((offset, size)),
        }
    }

    /// The offset to write the chosen file to.
    ///
    /// # Errors
    ///
    /// The sentence beside the offset.
    pub fn target(&self, info: &CameraInfo) -> Result<u64, String> {
        let offset = number(&self.write_offset).ok_or_else(|| words::NOT_NUMBER.to_owned())?;
        let size = self
            .file
            .as_ref()
            .map_or(1, |content| content.file.bytes.len() as u64);
        match outside(info, self.memory, offset, size) {
            Some(sentence) => Err(sentence),
            None => Ok(offset),
        }
    }

    /// Whether writing is unlocked.
    pub fn unlocked(&self) -> bool {
        self.word.trim() == words::WORD
    }

    /// Fills a region in.
    pub fn fill(&mut self, region: &FlashRegion) {
        self.memory = Memory::Flash;
        self.offset = text::units::address(region.offset);
        self.size = region.size.to_string();
    }
}

/// Why a range does not lie in a memory.
fn outside(info: &CameraInfo, memory: Memory, offset: u64, size: u64) -> Option<String> {
    let refusals = plan::range_refusals(info, memory, offset, size);
    refusals
        .first()
        .map(|refusal| text::refusal(refusal).paragraph())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bootloader::BootloaderKind,
        device::{MemoryInfo, RegionUse},
        ui::panel::tests::info,
    };

    #[test]
    fn ranges_are_checked_before_anything_is_sent() {
        let mut info = info(BootloaderKind::Usb);
        info.memories = vec![MemoryInfo {
            memory: Memory::Flash,
            available: true,
            size_bytes: 32 << 20,
            info: String::new(),
        }];
        let mut state = State::default();
        assert_eq!(state.range(&info), Ok((0, 512)));
        state.offset = "0x1FFFE00".to_owned();
        assert_eq!(state.range(&info), Ok((0x1FF_FE00, 512)));
        state.size = "513".to_owned();
        assert!(matches!(state.range(&info), Err(RangeProblem::Size(_))));
        state.offset = "here".to_owned();
        assert!(matches!(state.range(&info), Err(RangeProblem::Offset(_))));
        state.write_offset = "32 MiB".to_owned();
        assert!(state.target(&info).is_err());
        state.write_offset = "1 MiB".to_owned();
        assert_eq!(state.target(&info), Ok(1 << 20));
        state.memory = Memory::Emmc;
        assert!(state.target(&info).is_err());
    }

    #[test]
    fn a_region_is_filled_in() {
        let mut state = State::default();
        state.fill(&FlashRegion {
            used_for: RegionUse::Config,
            offset: 0xF_C000,
            size: 16_384,
            occupied: None,
        });
        assert_eq!(
            (state.offset.as_str(), state.size.as_str()),
            ("0x000FC000", "16384")
        );
        assert!(!state.unlocked());
    }
}
