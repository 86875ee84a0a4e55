//! The camera's memories: NOR flash, in which writing only clears bits, and eMMC, which can be overwritten.
//!
//! Blank 64 KiB pages are not stored, so that a camera with a large eMMC costs nothing until it is written.

use std::{collections::BTreeMap, sync::Arc};

/// Granularity of storage in the model, in bytes. Not the erase unit.
const PAGE_BYTES: u64 = 64 * 1024;

/// One memory chip.
#[derive(Debug, Clone)]
pub(super) struct Chip {
    size: u64,
    blank: u8,
    /// NOR: bits only fall by writing and only rise by erasing.
    must_erase: bool,
    /// Shared with copies of the chip until one of them changes.
    pages: BTreeMap<u64, Arc<[u8]>>,
    revision: u64,
}

impl Chip {
    /// An erased NOR of `size` bytes.
    pub(super) const fn nor(size: u64) -> Self {
        Self {
            size,
            blank: 0xFF,
            must_erase: true,
            pages: BTreeMap::new(),
            revision: 0,
        }
    }

    /// An empty eMMC of `size` bytes.
    pub(super) const fn emmc(size: u64) -> Self {
        Self {
            size,
            blank: 0,
            must_erase: false,
            pages: BTreeMap::new(),
            revision: 0,
        }
    }

    /// Size in bytes.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// Whether it is a NOR.
    pub(super) const fn must_erase(&self) -> bool {
        self.must_erase
    }

    /// Grows with every change.
    pub(super) const fn revision(&self) -> u64 {
        self.revision
    }

    /// Up to `len` bytes from `offset`; fewer at the end of the memory.
    pub(super) fn read(&self, offset: u64, len: u64) -> Vec<u8> {
        let len = len.min(self.size.saturating_sub(offset));
        let mut out = Vec::with_capacity(to_usize(len));
        for part in parts(offset, len) {
            match self.pages.get(&part.page).and_then(|page| part.slice(page)) {
                Some(slice) => out.extend_from_slice(slice),
                None => out.resize(out.len() + part.len, self.blank),
            }
        }
        out
    }

    /// The first of `bytes` that is not what lies at `offset` on; the end of the memory ends the comparison.
    pub(super) fn differs(&self, offset: u64, bytes: &[u8]) -> Option<u64> {
        let len = (bytes.len() as u64).min(self.size.saturating_sub(offset));
        let mut rest = bytes;
        let mut at = offset;
        for part in parts(offset, len) {
            let (wanted, tail) = rest.split_at_checked(part.len).unwrap_or((rest, &[]));
            let differs = match self.pages.get(&part.page).and_then(|page| part.slice(page)) {
                Some(found) if found == wanted => None,
                Some(found) => found
                    .iter()
                    .zip(wanted)
                    .position(|(found, wanted)| found != wanted),
                None => wanted.iter().position(|byte| *byte != self.blank),
            };
            if let Some(differs) = differs {
                return Some(at + differs as u64);
            }
            rest = tail;
            at += part.len as u64;
        }
        None
    }

    /// Writes `bytes`; addresses beyond the end wrap to the start, as address lines do. Tells whether every bit could
    /// be stored: in a NOR none can rise.
    pub(super) fn program(&mut self, offset: u64, bytes: &[u8]) -> bool {
        let start = offset % self.size.max(1);
        let room = to_usize(self.size.saturating_sub(start));
        let (here, wrapped) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        let mut stored = self.program_within(start, here);
        if !wrapped.is_empty() {
            stored &= self.program(0, wrapped);
        }
        stored
    }

    fn program_within(&mut self, offset: u64, bytes: &[u8]) -> bool {
        self.revision += 1;
        let (blank, must_erase) = (self.blank, self.must_erase);
        let mut stored = true;
        let mut rest = bytes;
        for part in parts(offset, bytes.len() as u64) {
            let (source, tail) = rest.split_at_checked(part.len).unwrap_or((rest, &[]));
            rest = tail;
            let page = self
                .pages
                .entry(part.page)
                .or_insert_with(|| blank_page(blank));
            let Some(target) = part.slice_mut(Arc::make_mut(page)) else {
                continue;
            };
            if must_erase {
                for (cell, byte) in target.iter_mut().zip(source) {
                    *cell &= byte;
                    stored &= *cell == *byte;
                }
            } else {
                target.copy_from_slice(source);
            }
        }
        stored
    }

    /// Makes `len` bytes blank; addresses beyond the end wrap to the start.
    pub(super) fn erase(&mut self, offset: u64, len: u64) {
        self.revision += 1;
        let start = offset % self.size.max(1);
        let here = len.min(self.size.saturating_sub(start));
        for part in parts(start, here) {
            if part.len as u64 == PAGE_BYTES {
                self.pages.remove(&part.page);
            } else if let Some(target) = self
                .pages
                .get_mut(&part.page)
                .and_then(|page| part.slice_mut(Arc::make_mut(page)))
            {
                target.fill(self.blank);
            }
        }
        if here < len && here > 0 {
            self.erase(0, len - here);
        }
    }

    /// Flips the lowest bit of one byte, as a worn cell would.
    pub(super) fn flip(&mut self, offset: u64) {
        let start = offset % self.size.max(1);
        let blank = self.blank;
        for part in parts(start, 1) {
            let page = self
                .pages
                .entry(part.page)
                .or_insert_with(|| blank_page(blank));
            for cell in part.slice_mut(Arc::make_mut(page)).into_iter().flatten() {
                *cell ^= 1;
            }
        }
    }

    /// Replaces the content by `bytes` from the start; the rest becomes blank.
    pub(super) fn load(&mut self, bytes: &[u8]) {
        self.pages.clear();
        let room = to_usize(self.size);
        let bytes = bytes.get(..room).unwrap_or(bytes);
        for (index, chunk) in bytes.chunks(PAGE_BYTES as usize).enumerate() {
            if chunk.iter().any(|byte| *byte != self.blank) {
                self.program_within(index as u64 * PAGE_BYTES, chunk);
            }
        }
        self.revision += 1;
    }

    /// The stored pages, with their offsets; everything else is blank.
    #[cfg(any(test, not(target_arch = "wasm32")))]
    pub(super) fn stored(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.pages
            .iter()
            .map(|(page, bytes)| (page * PAGE_BYTES, &**bytes))
    }
}

fn blank_page(blank: u8) -> Arc<[u8]> {
    vec![blank; PAGE_BYTES as usize].into()
}

/// Sizes here come from options and wire numbers and fit every supported address space or are cut by `read`.
pub(super) fn to_usize(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// The part of a range that lies in one page.
#[derive(Debug, Clone, Copy)]
struct Part {
    page: u64,
    start: usize,
    len: usize,
}

impl Part {
    fn slice(self, page: &[u8]) -> Option<&[u8]> {
        page.get(self.start..self.start + self.len)
    }

    fn slice_mut(self, page: &mut [u8]) -> Option<&mut [u8]> {
        page.get_mut(self.start..self.start + self.len)
    }
}

fn parts(offset: u64, len: u64) -> impl Iterator<Item = Part> {
    let end = offset.saturating_add(len);
    let mut at = offset;
    std::iter::from_fn(move || {
        (at < end).then(|| {
            let page = at / PAGE_BYTES;
            let start = at % PAGE_BYTES;
            let len = (PAGE_BYTES - start).min(end - at);
            at += len;
            Part {
                page,
                start: to_usize(start),
                len: to_usize(len),
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_a_nor_only_rise_by_erasing() {
        let mut nor = Chip::nor(1 << 20);
        assert!(nor.program(100, &[0xF0, 0x0F]));
        assert!(!nor.program(100, &[0x0F]), "0xF0 cannot become 0x0F");
        assert_eq!(nor.read(99, 4), [0xFF, 0x00, 0x0F, 0xFF]);
        nor.erase(0, 4096);
        assert!(nor.program(100, &[0x0F]));
        assert_eq!(nor.read(100, 1), [0x0F]);
    }

    #[test]
    fn a_copy_keeps_what_it_had() {
        let mut nor = Chip::nor(1 << 20);
        nor.program(10, &[1]);
        let copy = nor.clone();
        nor.program(10, &[0]);
        assert_eq!((copy.read(10, 1), nor.read(10, 1)), (vec![1], vec![0]));
    }

    #[test]
    fn the_first_difference_is_found() {
        let mut nor = Chip::nor(2 * PAGE_BYTES);
        let data = vec![7; 100];
        nor.program(PAGE_BYTES - 50, &data);
        assert_eq!(nor.differs(PAGE_BYTES - 50, &data), None);
        assert_eq!(nor.differs(PAGE_BYTES - 51, &data), Some(PAGE_BYTES - 51));
        nor.flip(PAGE_BYTES + 3);
        assert_eq!(nor.differs(PAGE_BYTES - 50, &data), Some(PAGE_BYTES + 3));
        assert_eq!(
            nor.differs(2 * PAGE_BYTES - 1, &[0xFF, 0]),
            None,
            "beyond the end there is nothing"
        );
        assert_eq!(nor.differs(0, &[0xFF, 0]), Some(1));
    }

    #[test]
    fn an_emmc_is_overwritten_in_place() {
        let mut emmc = Chip::emmc(1 << 20);
        assert!(emmc.program(0, &[1]));
        assert!(emmc.program(0, &[2]));
        assert_eq!(emmc.read(0, 2), [2, 0]);
    }

    #[test]
    fn ranges_cross_pages_and_stop_at_the_end() {
        let mut nor = Chip::nor(2 * PAGE_BYTES);
        let data: Vec<u8> = (0..=255).collect();
        assert!(nor.program(PAGE_BYTES - 100, &data));
        assert_eq!(nor.read(PAGE_BYTES - 100, 256), data);
        nor.erase(PAGE_BYTES - 50, 100);
        assert_eq!(nor.read(PAGE_BYTES - 100, 50), data[..50]);
        assert_eq!(nor.read(PAGE_BYTES - 50, 100), [0xFF; 100]);
        assert_eq!(nor.read(2 * PAGE_BYTES - 1, 10).len(), 1);
        assert!(nor.read(u64::MAX, 10).is_empty());
    }

    #[test]
    fn writing_past_the_end_wraps_to_the_start() {
        let mut nor = Chip::nor(PAGE_BYTES);
        assert!(nor.program(PAGE_BYTES - 1, &[1, 2]));
        assert_eq!(nor.read(0, 1), [2]);
        nor.erase(PAGE_BYTES - 1, 2);
        assert_eq!(nor.read(0, 1), [0xFF]);
    }

    #[test]
    fn what_is_loaded_is_there_and_blank_pages_are_not_stored() {
        let mut nor = Chip::nor(4 * PAGE_BYTES);
        let mut image = vec![0xFF; 3 * PAGE_BYTES as usize];
        image[PAGE_BYTES as usize] = 7;
        nor.load(&image);
        assert_eq!(nor.stored().count(), 1);
        assert_eq!(nor.read(PAGE_BYTES, 1), [7]);
    }
}
