//! Naming a port of a node.

use crate::pipeline::{Connection, build::End, catalog::Direction};

/// A port of a node, with its node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortId {
    /// Node.
    pub node: i64,
    /// Whether messages come in or go out.
    pub direction: Direction,
    /// Group of ports made on use, or empty.
    pub group: String,
    /// Name; empty for a port of a group that is still to be made.
    pub name: String,
}

impl PortId {
    /// As the pipeline names it.
    pub fn end(&self) -> End<'_> {
        End::grouped(self.node, &self.group, &self.name)
    }

    /// The sending end of a link.
    pub fn sender(link: &Connection) -> Self {
        Self {
            node: link.from_node,
            direction: Direction::Out,
            group: link.output_group.clone(),
            name: link.output.clone(),
        }
    }

    /// The receiving end of a link.
    pub fn receiver(link: &Connection) -> Self {
        Self {
            node: link.to_node,
            direction: Direction::In,
            group: link.input_group.clone(),
            name: link.input.clone(),
        }
    }
}
