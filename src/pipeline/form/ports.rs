//! The ports of a node as a form shows them: fixed ones, those of groups, and their links.

use crate::pipeline::{
    Connection, INPUT, Node, Pipeline,
    build::End,
    catalog::{Direction, PortType},
    edit::Queue,
};

/// A port, by value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortAt {
    /// Node id.
    pub node: i64,
    /// Whether it receives or sends.
    pub direction: Direction,
    /// Group for ports that are made on use, else empty.
    pub group: String,
    /// Name.
    pub name: String,
}

impl PortAt {
    /// As one end of a link.
    pub fn end(&self) -> End<'_> {
        End::grouped(self.node, &self.group, &self.name)
    }
}

/// What a form shows of a port.
#[derive(Debug, Clone, PartialEq)]
pub struct PortRow {
    /// Where it is.
    pub at: PortAt,
    /// Message types; empty where the library version does not know the port.
    pub messages: Vec<String>,
    /// Whether the node does nothing useful while it has no link.
    pub required: bool,
    /// How an input takes messages; nothing for outputs and for ports that can be linked only.
    pub queue: Option<Queue>,
    /// How a fresh one does.
    pub fresh: Option<Queue>,
    /// Its links.
    pub links: Vec<Connection>,
}

impl PortRow {
    /// Whether a person made it, may name it and may remove it.
    pub fn made(&self) -> bool {
        !self.at.group.is_empty()
    }

    /// Whether it takes messages differently from a fresh one.
    pub fn changed(&self) -> bool {
        self.fresh.is_some() && self.queue != self.fresh
    }
}

/// A group that ports can be made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortGroup {
    /// Its name.
    pub name: &'static str,
    /// Whether its ports receive or send.
    pub direction: Direction,
}

/// The groups of a node's type.
pub fn port_groups(node: &Node) -> Vec<PortGroup> {
    let groups = node.node_type().map_or(&[][..], |it| it.groups.as_slice());
    let group = |group: &'static PortType| PortGroup {
        name: &group.name,
        direction: group.direction,
    };
    groups.iter().map(group).collect()
}

/// The ports of a node: inputs first, in the file's order, then those that can be linked only.
pub fn port_rows(pipeline: &Pipeline, node: &Node) -> Vec<PortRow> {
    let node_type = node.node_type();
    let known = |at: &PortAt| node_type.and_then(|it| it.find(at.direction, &at.group, &at.name));
    let listed = node.ports.iter().map(|port| {
        let direction = match port.kind {
            INPUT => Direction::In,
            _ => Direction::Out,
        };
        let at = PortAt {
            node: node.id,
            group: port.group.clone(),
            name: port.name.clone(),
            direction,
        };
        let queue = (direction == Direction::In).then_some(Queue {
            blocking: port.blocking,
            size: port.queue_size,
            wait: port.wait_for_message,
        });
        (at, queue)
    });
    let unlisted = node_type
        .into_iter()
        .flat_map(|it| it.ports.iter().filter(|port| !port.listed))
        .map(|port| {
            let at = PortAt {
                node: node.id,
                group: String::new(),
                name: port.name.clone(),
                direction: port.direction,
            };
            (at, None)
        });
    let mut rows: Vec<_> = listed
        .chain(unlisted)
        .map(|(at, queue)| {
            let port = known(&at);
            PortRow {
                messages: port.map(|port| port.messages.clone()).unwrap_or_default(),
                required: port.is_some_and(|port| port.required),
                queue,
                fresh: port.filter(|_| queue.is_some()).map(fresh),
                links: links(pipeline, &at),
                at,
            }
        })
        .collect();
    rows.sort_by_key(|row| row.at.direction == Direction::Out);
    rows
}

const fn fresh(port: &PortType) -> Queue {
    Queue {
        blocking: port.blocking,
        size: port.queue_size,
        wait: port.wait_for_message,
    }
}

fn links(pipeline: &Pipeline, at: &PortAt) -> Vec<Connection> {
    let links = pipeline.connections().iter();
    links
        .filter(|link| link.is_at(at.end(), at.direction))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scripts_ports_are_made_and_linked() {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        let link = Connection::new(
            End::fixed(camera, "preview"),
            End::grouped(script, "io", "frames"),
        );
        pipeline.link(link.clone()).unwrap();
        let rows = port_rows(&pipeline, pipeline.node(script).unwrap());
        let [frames] = rows.as_slice() else {
            panic!("{rows:?}");
        };
        assert!(frames.made() && !frames.changed());
        assert_eq!(frames.links, [link]);
        let groups = port_groups(pipeline.node(script).unwrap());
        assert_eq!(groups.len(), 2);
        let rows = port_rows(&pipeline, pipeline.node(camera).unwrap());
        let preview = rows.iter().find(|row| row.at.name == "preview").unwrap();
        assert_eq!((preview.links.len(), preview.queue), (1, None));
        assert!(rows.first().unwrap().at.direction == Direction::In);
    }

    #[test]
    fn a_changed_queue_is_seen() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("VideoEncoder").unwrap();
        let queue = Queue {
            blocking: false,
            size: 1,
            wait: true,
        };
        pipeline.set_queue(End::fixed(id, "in"), queue).unwrap();
        let rows = port_rows(&pipeline, pipeline.node(id).unwrap());
        let input = rows.iter().find(|row| row.at.name == "in").unwrap();
        assert!(input.changed() && !input.made());
        assert_eq!(input.queue, Some(queue));
    }
}
