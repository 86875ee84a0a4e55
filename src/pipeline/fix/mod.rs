//! Fixes: changes of a pipeline that a finding of the check proposes.
//!
//! A fix is a value; [`Fix::apply`] gives the changed pipeline and leaves the old one alone, so an editor can show,
//! apply and undo it.

mod route;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::route::Route;
pub(super) use self::route::command_kind;
use super::{Connection, Pipeline, PipelineError};

/// A change that removes the reason of a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fix {
    /// Removes nodes, with their links and assets.
    RemoveNodes(Vec<i64>),
    /// Removes every copy of a link but the first.
    RemoveCopies(Connection),
    /// Removes every copy of a link.
    RemoveLink(Connection),
    /// Sets properties of a node: dotted names and values.
    Set {
        /// The node.
        node: i64,
        /// Properties by dotted name.
        values: Vec<(String, Value)>,
    },
    /// Sends what went to a computer over XLink another way: all of these XLinkOut nodes at once.
    Reroute {
        /// XLinkOut nodes.
        nodes: Vec<i64>,
        /// The new way.
        route: Route,
    },
    /// Takes what a computer sent over XLink from the network: one Script instead of these XLinkIn nodes.
    Receive {
        /// XLinkIn nodes.
        nodes: Vec<i64>,
    },
}

impl Fix {
    /// What a button says.
    pub fn label(&self) -> String {
        match self {
            Self::RemoveNodes(nodes) if nodes.len() == 1 => "Remove the node".into(),
            Self::RemoveNodes(nodes) => format!("Remove the {} nodes", nodes.len()),
            Self::RemoveCopies(_) => "Keep one link".into(),
            Self::RemoveLink(_) => "Remove the link".into(),
            Self::Set { values, .. } => {
                let parts = values.iter().map(|(name, value)| {
                    let name = name.rsplit('.').next().unwrap_or(name);
                    format!("{name} to {value}")
                });
                format!("Set {}", parts.collect::<Vec<_>>().join(" and "))
            }
            Self::Reroute { route, .. } => route.label().into(),
            Self::Receive { .. } => "Receive commands over UDP with a Script".into(),
        }
    }

    /// The pipeline with this change. Fails if the pipeline is no longer the one the fix was made for.
    pub fn apply(&self, pipeline: &Pipeline) -> Result<Pipeline, PipelineError> {
        let mut changed = pipeline.clone();
        match self {
            Self::RemoveNodes(nodes) => {
                for node in nodes {
                    changed.remove(*node)?;
                }
            }
            Self::RemoveCopies(link) => {
                let mut seen = false;
                changed.schema.connections.retain(|each| {
                    let copy = each == link && seen;
                    seen |= each == link;
                    !copy
                });
            }
            Self::RemoveLink(link) => changed.schema.connections.retain(|each| each != link),
            Self::Set { node, values } => {
                for (name, value) in values {
                    changed.set(*node, name, value.clone())?;
                }
            }
            Self::Reroute { nodes, route } => route::reroute(&mut changed, nodes, *route)?,
            Self::Receive { nodes } => route::receive(&mut changed, nodes)?,
        }
        Ok(changed)
    }
}
