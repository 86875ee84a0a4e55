//! Automatic layout: columns from sources to ends, few crossings, straight links.

mod columns;
mod ranks;
mod straight;

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use rust_sugiyama::configure::{Config, CrossingMinimization, RankingType};

use self::{columns::Columns, ranks::Ranks, straight::straighten};
use super::{Card, Document, Point, PortId, WIDTH, linked::Linked};

/// From one column to the next: what flows through a link is written between.
const COLUMN: i32 = WIDTH + 128;
/// Room between the nodes of a column.
const ROW_GAP: f64 = 32.0;
/// Widest row of nodes without links.
const ROW_WIDTH: i32 = 1600;

/// Places for some nodes, laid out by the links between them; the upper left one begins at the origin.
pub(super) fn layered(document: &Document, nodes: &[i64]) -> BTreeMap<i64, Point> {
    let linked = Linked::of(document.pipeline());
    let cards: Vec<Card> = nodes
        .iter()
        .filter_map(|id| document.pipeline().node(*id))
        .map(|node| Card::with(document, node, &linked))
        .collect();
    let edges = edges(document, &cards);
    let linked: BTreeSet<usize> = edges.iter().flat_map(|it| [it.from, it.to]).collect();
    let mut places = BTreeMap::new();
    let mut top = 0;
    for part in parts(&cards, &edges, &linked) {
        top = put(&part, &cards, &edges, top, &mut places);
    }
    let alone = cards.iter().enumerate();
    let alone = alone.filter(|(at, _)| !linked.contains(at));
    row(alone.map(|(_, card)| card), top, &mut places);
    places
}

/// A link between two vertices, which are positions in a list of nodes.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: usize,
    to: usize,
    /// Where it leaves, from the middle of the sender down.
    from_at: f64,
    /// Where it arrives.
    to_at: f64,
    /// How many links it stands for; more where it shall be straighter.
    weight: f64,
}

impl Edge {
    /// The same the other way round.
    const fn turned(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
            from_at: self.to_at,
            to_at: self.from_at,
            weight: self.weight,
        }
    }
}

/// Links by the nodes at their ends, none from a node to itself; several between two nodes are one.
fn edges(document: &Document, cards: &[Card]) -> Vec<Edge> {
    let index: BTreeMap<i64, usize> = (0..).zip(cards).map(|(at, it)| (it.id, at)).collect();
    let end = |port: &PortId| {
        let at = *index.get(&port.node)?;
        let card = cards.get(at)?;
        let below = card.anchor(port).y - card.height / 2;
        Some((at, f64::from(below)))
    };
    let mut found: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    for link in document.pipeline().connections() {
        let ends = end(&PortId::sender(link)).zip(end(&PortId::receiver(link)));
        let Some(((from, from_at), (to, to_at))) = ends.filter(|(from, to)| from.0 != to.0) else {
            continue;
        };
        let edge = found.entry((from, to)).or_insert(Edge {
            from,
            to,
            from_at: 0.0,
            to_at: 0.0,
            weight: 0.0,
        });
        edge.from_at = edge.weight.mul_add(edge.from_at, from_at) / (edge.weight + 1.0);
        edge.to_at = edge.weight.mul_add(edge.to_at, to_at) / (edge.weight + 1.0);
        edge.weight += 1.0;
    }
    found.into_values().collect()
}

/// A vertex with the middle of its place in a first layout: from the left and from the top.
type Placed = (usize, (f64, f64));

/// The parts that hang together, each laid out by itself. The crate works from top to bottom; turned by a quarter,
/// that is from left to right.
fn parts(cards: &[Card], edges: &[Edge], linked: &BTreeSet<usize>) -> Vec<Vec<Placed>> {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let vertices: Vec<(u32, (f64, f64))> = (0..)
        .zip(cards)
        .filter(|(at, _)| linked.contains(at))
        .map(|(at, card)| (number(at), (f64::from(card.height), f64::from(card.width))))
        .collect();
    let edges: Vec<(u32, u32)> = edges
        .iter()
        .map(|it| (number(it.from), number(it.to)))
        .collect();
    if vertices.is_empty() {
        return Vec::new();
    }
    let config = Config {
        minimum_length: 1,
        vertex_spacing: ROW_GAP,
        dummy_vertices: true,
        dummy_size: 0.5,
        // Shortest edges would be nicer, but the crate's search for them does not end on some graphs.
        ranking_type: RankingType::Up,
        c_minimization: CrossingMinimization::Barycenter,
        transpose: true,
    };
    let mut parts: Vec<Vec<Placed>> =
        rust_sugiyama::from_vertices_and_edges(&vertices, &edges, &config)
            .into_iter()
            .map(|(part, _, _)| {
                // The crate tells a vertex by its place in the list, not by the number it was given.
                part.into_iter()
                    .filter_map(|(at, (y, x))| Some((vertices.get(at)?.0 as usize, (x, y))))
                    .collect()
            })
            .collect();
    // In an order that does not depend on how the crate went through the graph.
    for part in &mut parts {
        part.sort_by_key(|(at, _)| *at);
    }
    parts.sort_by_key(|part| part.first().map(|(at, _)| *at));
    parts
}

/// Puts a part below `top`; returns where the next one may begin.
///
/// Of the crate's layout the columns and their order are taken. Then sources move to what they feed, and heights are
/// found anew by the ports: the crate knows none, and its own heights leave much room.
fn put(
    part: &[Placed],
    cards: &[Card],
    edges: &[Edge],
    top: i32,
    places: &mut BTreeMap<i64, Point>,
) -> i32 {
    let index: BTreeMap<usize, usize> = (0..).zip(part).map(|(own, it)| (it.0, own)).collect();
    let lefts: Vec<f64> = part.iter().map(|it| it.1.0).collect();
    let across: Vec<f64> = part.iter().map(|it| it.1.1).collect();
    let own: Vec<&Card> = part.iter().filter_map(|it| cards.get(it.0)).collect();
    let heights: Vec<f64> = own.iter().map(|it| f64::from(it.height)).collect();
    let mut ranks = Ranks::of(&lefts);
    let edges: Vec<Edge> = edges
        .iter()
        .filter_map(|edge| {
            let (from, to) = (*index.get(&edge.from)?, *index.get(&edge.to)?);
            let edge = Edge { from, to, ..*edge };
            // A way back is led like one forth.
            match ranks.get(from).cmp(&ranks.get(to)) {
                Ordering::Less => Some(edge),
                Ordering::Greater => Some(edge.turned()),
                Ordering::Equal => None,
            }
        })
        .collect();
    ranks.shorten(&edges);
    let mut columns = Columns::new(&ranks, &edges, &heights, &across);
    columns.untangle();
    let middles = straighten(&columns, ROW_GAP);
    let upper = |(card, middle): (&&Card, &f64)| *middle as i32 - card.height / 2;
    let highest = own.iter().zip(&middles).map(upper).min().unwrap_or(0);
    let mut bottom = top;
    for (vertex, pair) in own.iter().zip(&middles).enumerate() {
        // The casts saturate; a layout is some ten thousand units large.
        let (x, y) = (ranks.get(vertex) * COLUMN, upper(pair) - highest + top);
        let place = Point::new(x, y).snapped();
        bottom = bottom.max(place.y + pair.0.height);
        places.insert(pair.0.id, place);
    }
    bottom + 2 * ROW_GAP as i32
}

/// Puts nodes without links into rows below `top`.
fn row<'a>(cards: impl Iterator<Item = &'a Card>, top: i32, places: &mut BTreeMap<i64, Point>) {
    let gap = ROW_GAP as i32;
    let (mut x, mut y, mut tallest) = (0, top, 0);
    for card in cards {
        if x > 0 && x + card.width > ROW_WIDTH {
            (x, y, tallest) = (0, y + tallest + gap, 0);
        }
        places.insert(card.id, Point::new(x, y).snapped());
        x += card.width + gap;
        tallest = tallest.max(card.height);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        pipeline::{Connection, Pipeline, build::End, recipes},
        studio::Rect,
    };

    fn areas(document: &Document) -> Vec<Rect> {
        let nodes = document.pipeline().nodes().iter();
        nodes.filter_map(|node| document.area(node.id)).collect()
    }

    fn assert_apart(document: &Document) {
        let areas = areas(document);
        for (index, one) in areas.iter().enumerate() {
            for other in &areas[index + 1..] {
                assert!(!one.meets(other), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn messages_go_from_left_to_right() {
        for recipe in recipes() {
            let Ok(pipeline) = recipe.build(&serde_json::Map::new(), None, None) else {
                continue;
            };
            let document = Document::new("", pipeline);
            assert_apart(&document);
            let links = document.pipeline().connections();
            let forward = links
                .iter()
                .filter(|link| document.place(link.from_node).x < document.place(link.to_node).x);
            // At most the ways back of a script.
            assert!(forward.count() * 2 >= links.len(), "{}", recipe.info.id);
        }
    }

    /// 300 nodes, each linked to some of the next.
    fn large() -> Document {
        let mut pipeline = Pipeline::default();
        for _ in 0..300 {
            pipeline.create("Script").unwrap();
        }
        let mut seed = 7_u32;
        let mut random = |n: u32| {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
            i64::from(seed % n)
        };
        for at in 0..600 {
            let from = random(299);
            let to = (from + 1 + random(12)).min(299);
            let (one, two) = (format!("o{at}"), format!("i{at}"));
            let from = End::grouped(from, "io", &one);
            let to = End::grouped(to, "io", &two);
            pipeline.link(Connection::new(from, to)).unwrap();
        }
        Document::new("", pipeline)
    }

    #[test]
    fn a_large_graph_takes_no_more_room_than_it_needs() {
        let document = large();
        assert_apart(&document);
        let all = Rect::around(areas(&document)).unwrap();
        let cards: i64 = areas(&document)
            .iter()
            .map(|it| i64::from(it.width) * i64::from(it.height))
            .sum();
        let whole = i64::from(all.width) * i64::from(all.height);
        assert!(whole < 12 * cards, "{all:?}: {}", whole / cards);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn any_graph_is_laid_out(n in 1_i64..40, links in prop::collection::vec((0_i64..40, 0_i64..40), 0..90)) {
            let mut pipeline = Pipeline::default();
            for _ in 0..n {
                pipeline.create("Script").unwrap();
            }
            for (at, (from, to)) in links.into_iter().enumerate() {
                let (one, two) = (format!("o{at}"), format!("i{at}"));
                let from = End::grouped(from % n, "io", &one);
                let to = End::grouped(to % n, "io", &two);
                pipeline.link(Connection::new(from, to)).unwrap();
            }
            assert_apart(&Document::new("", pipeline));
        }
    }
}
