//! Findings of the standalone check, in the order and grouping of the list.

use std::collections::BTreeSet;

use crate::pipeline::{
    Finding, Pipeline, Rule, Severity,
    fix::{Fix, Route},
};

/// One line of the list.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A finding with its fixes.
    Finding(Box<Finding>),
    /// Nodes that talk to a computer, which are replaced together or one by one.
    Xlink(Xlink),
}

/// Nodes of one kind that talk to a computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xlink {
    /// `XLinkOut` or `XLinkIn`.
    pub kind: &'static str,
    /// The nodes with the names of their streams.
    pub nodes: Vec<(i64, String)>,
    /// What can take their place, in the order of offering.
    pub ways: Vec<Way>,
}

/// What takes the place of a node that talks to a computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A sender.
    Route(Route),
    /// A Script that takes commands.
    Receive,
    /// Nothing.
    Remove,
}

impl Way {
    /// Value of its option in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Route(Route::Http) => "http",
            Self::Route(Route::Tcp) => "tcp",
            Self::Route(Route::Udp) => "udp",
            Self::Route(Route::Mqtt) => "mqtt",
            Self::Route(Route::Spi) => "spi",
            Self::Receive => "receive",
            Self::Remove => "remove",
        }
    }

    /// The fix that goes this way with some nodes.
    pub const fn fix(self, nodes: Vec<i64>) -> Fix {
        match self {
            Self::Route(route) => Fix::Reroute { nodes, route },
            Self::Receive => Fix::Receive { nodes },
            Self::Remove => Fix::RemoveNodes(nodes),
        }
    }
}

/// What the person chose for one kind of node that talks to a computer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The way; the first that is offered without.
    pub way: Option<Way>,
    /// Nodes that stay as they are.
    pub left_out: BTreeSet<i64>,
}

impl Xlink {
    /// The way that is chosen.
    pub fn way(&self, choice: &Choice) -> Way {
        let chosen = choice.way.filter(|way| self.ways.contains(way));
        chosen
            .or_else(|| self.ways.first().copied())
            .unwrap_or(Way::Remove)
    }

    /// The fix that is chosen; nothing while no node is.
    pub fn fix(&self, choice: &Choice) -> Option<Fix> {
        let chosen = self.nodes.iter().map(|(id, _)| *id);
        let nodes: Vec<i64> = chosen.filter(|id| !choice.left_out.contains(id)).collect();
        (!nodes.is_empty()).then(|| self.way(choice).fix(nodes))
    }
}

/// How many findings of a severity there are.
pub fn count(findings: &[Finding], severity: Severity) -> usize {
    let own = findings
        .iter()
        .filter(|finding| finding.severity == severity);
    own.count()
}

/// The list: nodes that talk to a computer first, then errors, then warnings; each as the check found them.
pub fn problems(pipeline: &Pipeline, findings: &[Finding]) -> Vec<Problem> {
    let mut list: Vec<Problem> = ["XLinkOut", "XLinkIn"]
        .into_iter()
        .filter_map(|kind| xlink(pipeline, kind, findings))
        .map(Problem::Xlink)
        .collect();
    let grouped: BTreeSet<i64> = list.iter().flat_map(Problem::nodes).collect();
    for severity in [Severity::Error, Severity::Warning] {
        let own = findings.iter().filter(|it| it.severity == severity);
        let shown = own.filter(|it| {
            it.rule != Rule::NoXlink || it.node.is_none_or(|node| !grouped.contains(&node))
        });
        list.extend(shown.map(|it| Problem::Finding(Box::new(it.clone()))));
    }
    list
}

impl Problem {
    fn nodes(&self) -> Vec<i64> {
        match self {
            Self::Xlink(xlink) => xlink.nodes.iter().map(|(id, _)| *id).collect(),
            Self::Finding(_) => Vec::new(),
        }
    }
}

fn xlink(pipeline: &Pipeline, kind: &'static str, findings: &[Finding]) -> Option<Xlink> {
    let own = pipeline.nodes().iter().filter(|node| node.name == kind);
    let nodes: Vec<_> = own
        .map(|node| {
            let stream = node
                .properties
                .get("streamName")
                .and_then(|name| name.as_str());
            (node.id, stream.unwrap_or_default().to_owned())
        })
        .collect();
    let (first, _) = nodes.first()?;
    let mut ways = Vec::new();
    let found = findings
        .iter()
        .find(|it| it.rule == Rule::NoXlink && it.node == Some(*first))?;
    for fix in &found.fixes {
        let way = match fix {
            Fix::Reroute { route, .. } => Way::Route(*route),
            Fix::Receive { .. } => Way::Receive,
            _ => Way::Remove,
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    Some(Xlink { kind, nodes, ways })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Connection, build::End};

    /// A camera with two streams to a computer, and one back.
    fn demo() -> Pipeline {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        for output in ["video", "preview"] {
            let out = pipeline.create("XLinkOut").unwrap();
            pipeline.set(out, "streamName", output).unwrap();
            let link = Connection::new(End::fixed(camera, output), End::fixed(out, "in"));
            pipeline.link(link).unwrap();
        }
        let input = pipeline.create("XLinkIn").unwrap();
        let link = Connection::new(End::fixed(input, "out"), End::fixed(camera, "inputControl"));
        pipeline.link(link).unwrap();
        pipeline
    }

    #[test]
    fn nodes_that_talk_to_a_computer_are_one_line_each_kind() {
        let pipeline = demo();
        let list = problems(&pipeline, &pipeline.check());
        let Problem::Xlink(out) = &list[0] else {
            panic!("{list:?}")
        };
        assert_eq!(
            out.nodes,
            [(1, "video".to_owned()), (2, "preview".to_owned())]
        );
        assert_eq!(out.ways.len(), Route::ALL.len() + 1);
        let Problem::Xlink(input) = &list[1] else {
            panic!("{list:?}")
        };
        assert_eq!(input.ways, [Way::Receive, Way::Remove]);
        let again = |it: &Problem| matches!(it, Problem::Finding(it) if it.rule == Rule::NoXlink);
        assert!(!list.iter().any(again));
    }

    #[test]
    fn every_way_leaves_no_node_that_talks_to_a_computer() {
        let pipeline = demo();
        let list = problems(&pipeline, &pipeline.check());
        let Problem::Xlink(out) = &list[0] else {
            panic!("{list:?}")
        };
        for way in &out.ways {
            let choice = Choice {
                way: Some(*way),
                ..Choice::default()
            };
            let fixed = out.fix(&choice).unwrap().apply(&pipeline).unwrap();
            assert!(fixed.nodes().iter().all(|node| node.name != "XLinkOut"));
        }
    }

    #[test]
    fn one_node_is_replaced_alone() {
        let pipeline = demo();
        let list = problems(&pipeline, &pipeline.check());
        let Problem::Xlink(out) = &list[0] else {
            panic!("{list:?}")
        };
        let mut choice = Choice::default();
        choice.left_out.insert(2);
        let fixed = out.fix(&choice).unwrap().apply(&pipeline).unwrap();
        assert!(fixed.node(1).is_none() && fixed.node(2).is_some());
        choice.left_out.insert(1);
        assert_eq!(out.fix(&choice), None);
    }

    #[test]
    fn errors_come_before_warnings() {
        let mut pipeline = Pipeline::default();
        pipeline.create("ImageManip").unwrap();
        pipeline.create("Script").unwrap();
        let findings = pipeline.check();
        let list = problems(&pipeline, &findings);
        let severities: Vec<_> = list
            .iter()
            .map(|it| match it {
                Problem::Finding(it) => it.severity,
                Problem::Xlink(_) => Severity::Error,
            })
            .collect();
        assert!(severities.is_sorted_by_key(|it| *it == Severity::Warning));
        let both = count(&findings, Severity::Error) + count(&findings, Severity::Warning);
        assert_eq!(both, list.len());
    }
}
