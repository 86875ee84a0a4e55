//! Which ports have a link: looked up once for many ports, because a large graph has thousands.

use std::collections::{HashMap, HashSet};

use super::PortId;
use crate::pipeline::{Pipeline, catalog::Direction};

/// Whether it receives, its group, its name.
type Port<'a> = (bool, &'a str, &'a str);

/// Ports with links, by node.
#[derive(Debug, Default)]
pub(super) struct Linked<'a>(HashMap<i64, HashSet<Port<'a>>>);

impl<'a> Linked<'a> {
    /// Those of all nodes.
    pub(super) fn of(pipeline: &'a Pipeline) -> Self {
        Self::of_those(pipeline, |_| true)
    }

    /// Those of one node.
    pub(super) fn of_node(pipeline: &'a Pipeline, node: i64) -> Self {
        Self::of_those(pipeline, |id| id == node)
    }

    fn of_those(pipeline: &'a Pipeline, wanted: impl Fn(i64) -> bool) -> Self {
        let mut nodes: HashMap<i64, HashSet<Port<'a>>> = HashMap::new();
        for link in pipeline.connections() {
            let from = (false, link.output_group.as_str(), link.output.as_str());
            let to = (true, link.input_group.as_str(), link.input.as_str());
            for (node, port) in [(link.from_node, from), (link.to_node, to)] {
                if wanted(node) {
                    nodes.entry(node).or_default().insert(port);
                }
            }
        }
        Self(nodes)
    }

    /// Whether a port has a link.
    pub(super) fn has(&self, port: &PortId) -> bool {
        let is_input = port.direction == Direction::In;
        let own = self.0.get(&port.node);
        own.is_some_and(|own| own.contains(&(is_input, &port.group, &port.name)))
    }

    /// How many ports of a node have one.
    pub(super) fn count(&self, node: i64) -> usize {
        self.0.get(&node).map_or(0, HashSet::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Connection, build::End};

    #[test]
    fn ports_with_links_are_found() {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        for name in ["a", "b"] {
            let script = pipeline.create("Script").unwrap();
            let link = Connection::new(
                End::fixed(camera, "preview"),
                End::grouped(script, "io", name),
            );
            pipeline.link(link).unwrap();
        }
        let port = |node, direction, group: &str, name: &str| PortId {
            node,
            direction,
            group: group.into(),
            name: name.into(),
        };
        let linked = Linked::of(&pipeline);
        assert!(linked.has(&port(camera, Direction::Out, "", "preview")));
        assert!(!linked.has(&port(camera, Direction::In, "", "preview")));
        assert!(linked.has(&port(2, Direction::In, "io", "b")));
        assert_eq!(
            (linked.count(camera), linked.count(1), linked.count(7)),
            (1, 1, 0)
        );
        let one = Linked::of_node(&pipeline, 1);
        assert!(one.has(&port(1, Direction::In, "io", "a")) && one.count(camera) == 0);
    }
}
