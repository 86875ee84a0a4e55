//! What a camera has: the data file that the editor's completion uses too.

use std::{collections::BTreeSet, sync::LazyLock};

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
struct File {
    standard: Standard,
}

#[derive(Debug, Default, Deserialize)]
struct Standard {
    everywhere: Vec<String>,
    network: Vec<String>,
}

/// Top names of modules.
#[derive(Debug)]
pub(super) struct Modules {
    everywhere: BTreeSet<String>,
    network: BTreeSet<String>,
}

static MODULES: LazyLock<Modules> = LazyLock::new(|| {
    // A test proves that the shipped file parses.
    let file: File = serde_json::from_str(include_str!("device.json")).unwrap_or_default();
    Modules {
        everywhere: file.standard.everywhere.into_iter().collect(),
        network: file.standard.network.into_iter().collect(),
    }
});

/// Where a module is to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// On both processors.
    Everywhere,
    /// On the one with the network.
    Network,
    /// Nowhere.
    Nowhere,
}

/// Where the module of a dotted name is to be had.
pub(super) fn presence(module: &str) -> Presence {
    let top = module.split('.').next().unwrap_or(module);
    if MODULES.everywhere.contains(top) {
        Presence::Everywhere
    } else if MODULES.network.contains(top) {
        Presence::Network
    } else {
        Presence::Nowhere
    }
}
