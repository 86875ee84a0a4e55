//! Automatic layout: columns from sources to ends, few crossings.

use std::collections::{BTreeMap, BTreeSet};

use rust_sugiyama::configure::{Config, CrossingMinimization, RankingType};

use super::{Card, Document, Point};

/// Room between the columns.
const COLUMN_GAP: f64 = 96.0;
/// Room between the nodes of a column.
const ROW_GAP: f64 = 32.0;
/// Widest row of nodes without links.
const ROW_WIDTH: i32 = 1600;

/// Places for some nodes, laid out by the links between them; the upper left one begins at the origin.
pub(super) fn layered(document: &Document, nodes: &[i64]) -> BTreeMap<i64, Point> {
    let sizes: Vec<(i64, (i32, i32))> = nodes
        .iter()
        .filter_map(|id| {
            let card = Card::new(document, document.pipeline().node(*id)?);
            Some((*id, (card.width, card.height)))
        })
        .collect();
    let edges = edges(document, &sizes);
    let linked: BTreeSet<u32> = edges.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let mut places = BTreeMap::new();
    let mut top = 0;
    for part in parts(&sizes, &edges, &linked) {
        top = put(&part, &sizes, top, &mut places);
    }
    let alone = sizes.iter().enumerate();
    let alone =
        alone.filter(|(index, _)| u32::try_from(*index).is_ok_and(|it| !linked.contains(&it)));
    row(alone.map(|(_, it)| *it), top, &mut places);
    places
}

/// Links as pairs of positions in `sizes`, each once and none from a node to itself.
fn edges(document: &Document, sizes: &[(i64, (i32, i32))]) -> Vec<(u32, u32)> {
    let index: BTreeMap<i64, u32> = (0_u32..)
        .zip(sizes)
        .map(|(at, (id, _))| (*id, at))
        .collect();
    let mut seen = BTreeSet::new();
    document
        .pipeline()
        .connections()
        .iter()
        .filter_map(|link| Some((*index.get(&link.from_node)?, *index.get(&link.to_node)?)))
        .filter(|(from, to)| from != to && seen.insert((*from, *to)))
        .collect()
}

/// Middles of the nodes of one connected part, by position in `sizes`.
type Part = Vec<(usize, (f64, f64))>;

/// The parts that hang together, each laid out by itself. The crate works from top to bottom; turned by a quarter,
/// that is from left to right.
fn parts(sizes: &[(i64, (i32, i32))], edges: &[(u32, u32)], linked: &BTreeSet<u32>) -> Vec<Part> {
    let vertices: Vec<(u32, (f64, f64))> = (0_u32..)
        .zip(sizes)
        .filter(|(index, _)| linked.contains(index))
        .map(|(index, (_, (width, height)))| {
            // One spacing serves both directions; columns get the rest by their size.
            let across = f64::from(*width) + COLUMN_GAP - ROW_GAP;
            (index, (f64::from(*height), across))
        })
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
    let mut parts: Vec<Part> = rust_sugiyama::from_vertices_and_edges(&vertices, edges, &config)
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
    parts.sort_by_key(|part: &Part| part.first().map(|(at, _)| *at));
    parts
}

/// Puts a part below `top`; returns where the next one may begin.
fn put(
    part: &Part,
    sizes: &[(i64, (i32, i32))],
    top: i32,
    places: &mut BTreeMap<i64, Point>,
) -> i32 {
    let corners: Vec<(i64, i32, i32, i32)> = part
        .iter()
        .filter_map(|(at, (x, y))| {
            let (id, (width, height)) = sizes.get(*at)?;
            // The casts saturate; a layout is some ten thousand units large.
            Some((*id, *x as i32 - width / 2, *y as i32 - height / 2, *height))
        })
        .collect();
    let left = corners.iter().map(|it| it.1).min().unwrap_or(0);
    let upper = corners.iter().map(|it| it.2).min().unwrap_or(0);
    let mut bottom = top;
    for (id, x, y, height) in corners {
        let place = Point::new(x - left, y - upper + top).snapped();
        bottom = bottom.max(place.y + height);
        places.insert(id, place);
    }
    bottom + 2 * ROW_GAP as i32
}

/// Puts nodes without links into rows below `top`.
fn row(
    nodes: impl Iterator<Item = (i64, (i32, i32))>,
    top: i32,
    places: &mut BTreeMap<i64, Point>,
) {
    let gap = ROW_GAP as i32;
    let (mut x, mut y, mut tallest) = (0, top, 0);
    for (id, (width, height)) in nodes {
        if x > 0 && x + width > ROW_WIDTH {
            (x, y, tallest) = (0, y + tallest + gap, 0);
        }
        places.insert(id, Point::new(x, y).snapped());
        x += width + gap;
        tallest = tallest.max(height);
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
