//! The plan for writing only what differs of an application (design 3.4).
//!
//! The table on the camera vouches for the sections whose line it shares with the new package; everything else is read
//! and compared in blocks of 64 KiB, the largest erase unit of a NOR. The order is part of the plan: the table is erased
//! first and written last.

use std::{collections::BTreeMap, ops::Range};

use bytes::{Bytes, BytesMut};

use super::{
    add_write,
    application::{ApplicationRoute, destination},
    can_read_back, memory_size, sha256_hex,
};
use crate::{
    bootloader::{Layout, Memory},
    device::{CameraInfo, Operation, Plan, PlannedWrite, Refusal, RegionUse},
    package::{Entry, Package, TABLE_BYTES, Table},
};

/// Size of a block in bytes.
pub(in crate::device) const BLOCK_BYTES: usize = 64 * 1024;

/// What lies in the application's place, as far as it must be known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::device) struct Present {
    /// The table.
    pub(in crate::device) table: Vec<u8>,
    /// Blocks by number.
    pub(in crate::device) blocks: BTreeMap<usize, Vec<u8>>,
}

/// A package as it is written block by block.
#[derive(Debug, Clone)]
pub(in crate::device) struct Blocks {
    package: Bytes,
    /// Bytes of the application's place.
    room: usize,
}

impl Blocks {
    /// Of `package`, in the application's place of `memory`.
    pub(in crate::device) fn new(info: &CameraInfo, memory: Memory, package: &Bytes) -> Self {
        let start = u64::from(Layout::of(info.kind).application.offset);
        let end = memory_size(info, memory).unwrap_or_default();
        Self {
            package: package.clone(),
            room: usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX),
        }
    }

    /// How many blocks there are.
    pub(in crate::device) fn count(&self) -> usize {
        self.package.len().div_ceil(BLOCK_BYTES)
    }

    /// The part of the application's place that these blocks take, in bytes; cut at the end of the memory.
    pub(in crate::device) fn range(&self, blocks: &Range<usize>) -> Range<usize> {
        (blocks.start * BLOCK_BYTES).min(self.room)..(blocks.end * BLOCK_BYTES).min(self.room)
    }

    /// What these blocks hold while there is no table; erased bytes follow the package.
    pub(in crate::device) fn without_table(&self, blocks: &Range<usize>) -> Bytes {
        let range = self.range(blocks);
        let len = self.package.len();
        let mut bytes = BytesMut::from(
            self.package
                .get(range.start.min(len)..range.end.min(len))
                .unwrap_or_default(),
        );
        bytes.resize(range.len(), 0xFF);
        if range.start == 0
            && let Some(table) = bytes.get_mut(..TABLE_BYTES)
        {
            table.fill(0xFF);
        }
        bytes.freeze()
    }

    /// The first block with its table, as it is in the end.
    pub(in crate::device) fn first(&self) -> Bytes {
        self.package.slice(..BLOCK_BYTES.min(self.package.len()))
    }

    /// The table.
    pub(in crate::device) fn table(&self) -> Bytes {
        self.package.slice(..TABLE_BYTES.min(self.package.len()))
    }

    /// Whether `found` is what the block holds, its table and what follows the package not looked at.
    pub(in crate::device) fn holds(&self, block: usize, found: &[u8]) -> bool {
        let wanted = self.without_table(&(block..block + 1));
        let used = self
            .package
            .len()
            .saturating_sub(block * BLOCK_BYTES)
            .min(wanted.len());
        let skipped = if block == 0 { TABLE_BYTES } else { 0 };
        wanted.get(skipped..used) == found.get(skipped..used)
    }
}

/// The blocks for which the table on the camera does not vouch; `None` without a table that could be kept up.
pub(in crate::device) fn blocks_to_read(table: &[u8], package: &Package) -> Option<Vec<usize>> {
    let old = Table::read(table).ok()?;
    if !old.entries.iter().any(|entry| entry.flags.bootable()) {
        return None;
    }
    let same: Vec<Range<usize>> = package
        .sections()
        .iter()
        .map(|section| section.entry())
        .filter(|entry| old.entries.contains(entry))
        .map(range_of)
        .collect();
    let vouched = |block: usize| {
        let bytes = block * BLOCK_BYTES..(block + 1) * BLOCK_BYTES;
        same.iter()
            .any(|section| section.start <= bytes.start && section.end >= bytes.end)
    };
    let count = package.bytes().len().div_ceil(BLOCK_BYTES);
    Some((0..count).filter(|block| !vouched(*block)).collect())
}

fn range_of(entry: &Entry) -> Range<usize> {
    let start = entry.offset as usize;
    start..start + entry.size as usize
}

/// The runs of blocks that differ.
pub(in crate::device) fn changed(blocks: &Blocks, present: &Present) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (block, found) in &present.blocks {
        if blocks.holds(*block, found) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == *block => run.end += 1,
            _ => runs.push(*block..*block + 1),
        }
    }
    runs
}

/// Turns `full`, the plan for the whole package, into one for what differs. It stays as it is where that would not be
/// less, or is refused.
pub(in crate::device) fn update(
    full: Plan,
    info: &CameraInfo,
    memory: Memory,
    package: &Package,
    present: &Present,
) -> Plan {
    if !full.refusals.is_empty() || !can_read_back(info) {
        return full;
    }
    let (memory, _) = destination(info, memory);
    let blocks = Blocks::new(info, memory, package.bytes());
    let runs = changed(&blocks, present);
    let differing: usize = runs.iter().map(|run| blocks.range(run).len()).sum();
    if differing > package.bytes().len() / 2 {
        return full;
    }
    let start = u64::from(Layout::of(info.kind).application.offset);
    let name = full.writes.first().map(|write| write.to.clone());
    let mut plan = Plan {
        operation: Operation::UpdateApplication,
        writes: Vec::new(),
        total_bytes: 0,
        expected_secs: 0.0,
        ..full
    };
    if runs.is_empty() && present.table == blocks.table() {
        plan.refusals.push(Refusal::NothingToUpdate);
    }
    let mut add = |at: usize, bytes: &[u8], from: &str, to: String| {
        let write = PlannedWrite {
            used_for: RegionUse::Application,
            memory,
            offset: start + at as u64,
            size: bytes.len() as u64,
            from: from.to_owned(),
            to,
            sha256: sha256_hex(bytes),
        };
        add_write(&mut plan, info, write);
    };
    add(0, &[0xFF; TABLE_BYTES], "table", "no table".to_owned());
    for run in &runs {
        let range = blocks.range(run);
        let names = names_within(package, &range);
        add(range.start, &blocks.without_table(run), "", names);
    }
    let name = name.filter(|name| !name.is_empty());
    let name = name.map_or_else(|| "table".to_owned(), |name| format!("table of {name}"));
    add(0, &blocks.table(), "no table", name);
    plan
}

/// The sections that lie in a part of the package.
fn names_within(package: &Package, range: &Range<usize>) -> String {
    let names: Vec<&str> = package
        .sections()
        .iter()
        .filter(|section| {
            let place = range_of(section.entry());
            place.start < range.end && place.end > range.start
        })
        .map(|section| section.name())
        .collect();
    names.join(", ")
}

/// Whether the stock command can step in for an update.
pub(in crate::device) fn stock_can_step_in(info: &CameraInfo, memory: Memory) -> bool {
    destination(info, memory).1 == ApplicationRoute::Stock
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::{Contents, write};

    fn package(script: u8) -> Package {
        let contents = Contents {
            firmware: [b"MA2x".as_slice(), &[1; 400_000]].concat().into(),
            compressed: false,
            check_checksum: false,
            pipeline: Bytes::from_static(b"pipeline"),
            assets: Bytes::from_static(b"assets"),
            asset_storage: vec![script; 100].into(),
            firmware_version: "a".repeat(40),
            app_name: "name".to_owned(),
        };
        Package::read(write(&contents).unwrap()).unwrap()
    }

    fn blocks(package: &Package) -> Blocks {
        Blocks {
            package: package.bytes().clone(),
            room: 4 << 20,
        }
    }

    fn present(old: &Package, new: &Package) -> Present {
        let table = old.bytes()[..TABLE_BYTES].to_vec();
        let read = blocks_to_read(&table, new).unwrap();
        let bytes = |block: usize| {
            let end = old.bytes().len().min((block + 1) * BLOCK_BYTES);
            old.bytes()[(block * BLOCK_BYTES).min(end)..end].to_vec()
        };
        Present {
            table,
            blocks: read.into_iter().map(|b| (b, bytes(b))).collect(),
        }
    }

    #[test]
    fn the_table_vouches_for_whole_blocks_of_equal_sections() {
        let (old, new) = (package(1), package(2));
        let read = blocks_to_read(&old.bytes()[..TABLE_BYTES], &new).unwrap();
        // 400,004 bytes behind the table fill blocks 1 to 5; the first holds the table, too.
        assert_eq!(read.first(), Some(&0));
        assert!((1..6).all(|block| !read.contains(&block)));
        assert!(read.contains(&6) && read.contains(&16));
        assert_eq!(blocks_to_read(&[0xFF; TABLE_BYTES], &new), None);
    }

    #[test]
    fn one_changed_byte_is_one_block() {
        let (old, new) = (package(1), package(2));
        let runs = changed(&blocks(&new), &present(&old, &new));
        // Pipeline at 1 MiB is block 16, assets 17, asset storage 18.
        assert_eq!((runs.len(), runs[0].clone()), (1, 18..19));
        assert!(changed(&blocks(&old), &present(&old, &old)).is_empty());
    }

    #[test]
    fn blocks_without_a_table_are_padded_with_erased_bytes() {
        let new = package(1);
        let blocks = blocks(&new);
        let first = blocks.without_table(&(0..1));
        assert!(first[..TABLE_BYTES].iter().all(|byte| *byte == 0xFF));
        assert_eq!(first[TABLE_BYTES..], new.bytes()[TABLE_BYTES..BLOCK_BYTES]);
        let last = blocks.count() - 1;
        let tail = blocks.without_table(&(last..last + 1));
        assert_eq!(tail.len(), BLOCK_BYTES);
        assert_eq!(tail.last(), Some(&0xFF));
    }
}
