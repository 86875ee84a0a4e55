//! What is done in the list, and what it shows.

use std::collections::BTreeMap;

use super::list::{Choice, Way};
use crate::pipeline::{Finding, fix::Fix};

/// Something done in the list.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Show or hide the list.
    Toggle,
    /// Go to the place of a finding.
    Jump(Box<Finding>),
    /// Select a node.
    JumpTo(i64),
    /// Make a fix.
    Fix(Fix),
    /// Choose what takes the place of nodes that talk to a computer.
    ChooseWay(&'static str, Way),
    /// Leave such a node as it is, or not any more.
    ToggleNode(&'static str, i64),
    /// Replace the chosen ones.
    Replace(&'static str),
}

/// A place in a node's script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptPlace {
    /// Node.
    pub node: i64,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Grows with each wish, so that the same place can be asked for again.
    pub wish: u64,
}

/// State of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Whether the list is shown.
    pub open: bool,
    /// The place in a script that shall be shown, while its node is selected.
    pub script: Option<ScriptPlace>,
    /// How many such places were asked for.
    pub wishes: u64,
    /// What was chosen for each kind of node that talks to a computer.
    pub choices: BTreeMap<&'static str, Choice>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            open: true,
            script: None,
            wishes: 0,
            choices: BTreeMap::new(),
        }
    }
}

impl State {
    /// What was chosen for a kind.
    pub fn choice(&self, kind: &str) -> Choice {
        self.choices.get(kind).cloned().unwrap_or_default()
    }
}
