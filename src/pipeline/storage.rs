//! Assets and the storage they share: one after the other, each at the next multiple of its alignment, zeros between.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::{error::PipelineError, graph::Asset};

/// Largest alignment accepted, in bytes; the library uses 64. It bounds the zeros between assets.
const MAX_ALIGNMENT: u32 = 65_536;

/// Where an asset lies in the storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Asset key.
    pub(super) key: String,
    /// In bytes from the start of the storage.
    pub(super) offset: u32,
    /// In bytes.
    pub(super) size: u32,
    /// In bytes.
    pub(super) alignment: u32,
}

/// Cuts the storage into assets, in storage order.
pub(super) fn split(mut entries: Vec<Entry>, storage: &Bytes) -> Result<Vec<Asset>, PipelineError> {
    // An empty asset shares its offset with the one behind it.
    entries.sort_by_key(|entry| (entry.offset, entry.size));
    let mut keys = BTreeSet::new();
    entries
        .into_iter()
        .map(|entry| {
            if !keys.insert(entry.key.clone()) {
                return Err(PipelineError::Form {
                    path: format!("asset {}", entry.key),
                    problem: "two assets have this key; keys must differ".into(),
                });
            }
            let start = entry.offset as usize;
            let stop = start.saturating_add(entry.size as usize);
            if entry.alignment > MAX_ALIGNMENT {
                return Err(PipelineError::Form {
                    path: format!("asset {}", entry.key),
                    problem: format!(
                        "alignment {}, at most {MAX_ALIGNMENT} is allowed",
                        entry.alignment
                    ),
                });
            }
            if stop > storage.len() {
                let n = storage.len();
                return Err(PipelineError::Form {
                    path: format!("asset {}", entry.key),
                    problem: format!(
                        "it lies at {start} to {stop}, the asset storage has {n} bytes"
                    ),
                });
            }
            Ok(Asset {
                key: entry.key,
                alignment: entry.alignment,
                bytes: storage.slice(start..stop),
            })
        })
        .collect()
}

/// Lays the assets out in their order.
pub(super) fn join(assets: &[Asset]) -> Result<(Vec<Entry>, Vec<u8>), PipelineError> {
    let mut storage = Vec::new();
    let mut entries = Vec::with_capacity(assets.len());
    for asset in assets {
        let start = storage
            .len()
            .next_multiple_of(asset.alignment.clamp(1, MAX_ALIGNMENT) as usize);
        let fit = |n: usize| {
            u32::try_from(n).map_err(|_beyond| PipelineError::Form {
                path: format!("asset {}", asset.key),
                problem: "the assets exceed 4 GiB".into(),
            })
        };
        let entry = Entry {
            key: asset.key.clone(),
            offset: fit(start)?,
            size: fit(asset.bytes.len())?,
            alignment: asset.alignment,
        };
        fit(start.saturating_add(asset.bytes.len()))?;
        storage.resize(start, 0);
        storage.extend_from_slice(&asset.bytes);
        entries.push(entry);
    }
    Ok((entries, storage))
}
