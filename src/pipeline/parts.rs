//! A pipeline in parts that several can share: what an editor keeps of every moment of its past.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Asset, Connection, Node, Pipeline, json::Schema};

/// A pipeline in shared parts.
#[derive(Debug, Clone)]
pub struct Parts {
    nodes: Vec<Rc<Node>>,
    connections: Rc<Vec<Connection>>,
    /// Global properties and fields of other library versions.
    rest: Rc<(Map<String, Value>, Map<String, Value>)>,
    assets: Rc<Vec<Asset>>,
}

impl Pipeline {
    /// Its parts; those that are equal to parts of `last` are shared with it.
    pub fn parts(&self, last: Option<&Parts>) -> Parts {
        let Schema {
            connections,
            global_properties,
            nodes,
            extra,
        } = &self.schema;
        let node = |(index, node): (usize, &Node)| {
            let same = last.and_then(|last| last.nodes.get(index));
            share(same, node)
        };
        let rest = last.map(|last| &last.rest);
        let rest = rest.filter(|rest| rest.0 == *global_properties && rest.1 == *extra);
        Parts {
            nodes: nodes.iter().enumerate().map(node).collect(),
            connections: share(last.map(|last| &last.connections), connections),
            rest: rest.map_or_else(
                || Rc::new((global_properties.clone(), extra.clone())),
                Rc::clone,
            ),
            assets: share(last.map(|last| &last.assets), &self.assets),
        }
    }

    /// Takes these assets instead of its own.
    pub fn put_assets(&mut self, assets: Vec<Asset>) {
        self.assets = assets;
    }
}

fn share<T: PartialEq + Clone>(last: Option<&Rc<T>>, now: &T) -> Rc<T> {
    match last {
        Some(last) if **last == *now => Rc::clone(last),
        _ => Rc::new(now.clone()),
    }
}

impl Parts {
    /// The pipeline.
    pub fn pipeline(&self) -> Pipeline {
        Pipeline {
            schema: Schema {
                connections: (*self.connections).clone(),
                global_properties: self.rest.0.clone(),
                nodes: self.nodes.iter().map(|node| (**node).clone()).collect(),
                extra: self.rest.1.clone(),
            },
            assets: (*self.assets).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_the_same_pipeline_and_are_shared() {
        let mut pipeline = Pipeline::default();
        pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        let before = pipeline.parts(None);
        pipeline.set_script(script, "pass").unwrap();
        let after = pipeline.parts(Some(&before));
        assert_eq!(after.pipeline(), pipeline);
        assert!(before.pipeline().assets().is_empty());
        let shared = |at: usize| Rc::ptr_eq(&before.nodes[at], &after.nodes[at]);
        assert!(shared(0) && !shared(1));
        assert!(Rc::ptr_eq(&before.connections, &after.connections));
    }
}
