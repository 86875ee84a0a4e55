//! Where the nodes of a small graph lie in its picture: columns from sources to the end, rows within a column.

use crate::pipeline::recipe_info::Graph;

/// Width of a node, in picture units.
pub(super) const WIDTH: i32 = 112;
/// Height of a node.
pub(super) const HEIGHT: i32 = 32;
/// Room between columns.
const GAP_X: i32 = 20;
/// Room between rows.
const GAP_Y: i32 = 14;

/// A picture's size and its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// Nodes in the order of the graph.
    pub nodes: Vec<Placed>,
    /// Links in the order of the graph: positions of sender and receiver, and whether it leads back.
    pub links: Vec<(Placed, Placed, bool)>,
}

/// The left upper corner of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Placed {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// Lays a graph out. Links of it that name no node are left out.
pub fn layout(graph: &Graph) -> Layout {
    let columns = columns(graph);
    let n_columns = columns.iter().max().map_or(0, |last| last + 1);
    let sizes: Vec<usize> = (0..n_columns)
        .map(|column| columns.iter().filter(|own| **own == column).count())
        .collect();
    let tallest = sizes.iter().max().copied().unwrap_or(0);
    let across = |n: usize, size: i32, gap: i32| {
        let n = i32::try_from(n).unwrap_or(0);
        n * size + (n - 1).max(0) * gap
    };
    let height = across(tallest, HEIGHT, GAP_Y);
    let mut used = vec![0; n_columns];
    let place = |column: &usize| {
        let row = used.get_mut(*column).map_or(0, |row| {
            *row += 1;
            *row - 1
        });
        let rows = sizes.get(*column).copied().unwrap_or(1);
        let top = (height - across(rows, HEIGHT, GAP_Y)) / 2;
        Placed {
            x: i32::try_from(*column).unwrap_or(0) * (WIDTH + GAP_X),
            y: top + row * (HEIGHT + GAP_Y),
        }
    };
    let nodes: Vec<_> = columns.iter().map(place).collect();
    let links = graph.links.iter().filter_map(|(from, to)| {
        let (start, end) = (nodes.get(*from)?, nodes.get(*to)?);
        Some((*start, *end, start.x >= end.x))
    });
    Layout {
        width: across(n_columns, WIDTH, GAP_X),
        height,
        links: links.collect(),
        nodes,
    }
}

/// The column of each node: one behind the last of those it gets messages from. Nodes of a recipe are listed from
/// sources to the end, so a link to an earlier node leads back and moves nothing.
fn columns(graph: &Graph) -> Vec<usize> {
    let mut columns = vec![0_usize; graph.nodes.len()];
    for (index, _) in graph.nodes.iter().enumerate() {
        let senders = graph
            .links
            .iter()
            .filter(|(from, to)| *to == index && from < to);
        let column = senders
            .filter_map(|(from, _)| columns.get(*from))
            .map(|column| column + 1)
            .max();
        if let (Some(own), Some(column)) = (columns.get_mut(index), column) {
            *own = column;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{recipe_info::GraphNode, recipes};

    fn graph(n: usize, links: &[(usize, usize)]) -> Graph {
        let node = |index: usize| GraphNode {
            name: index.to_string(),
            class: "Script".into(),
        };
        Graph {
            nodes: (0..n).map(node).collect(),
            links: links.to_vec(),
        }
    }

    #[test]
    fn a_chain_is_a_row_and_a_way_back_moves_nothing() {
        let picture = layout(&graph(3, &[(0, 1), (1, 2), (2, 0)]));
        let xs: Vec<_> = picture.nodes.iter().map(|node| node.x).collect();
        assert_eq!(xs, [0, WIDTH + GAP_X, 2 * (WIDTH + GAP_X)]);
        assert!(picture.nodes.iter().all(|node| node.y == 0));
        let back: Vec<_> = picture.links.iter().map(|(_, _, back)| *back).collect();
        assert_eq!(back, [false, false, true]);
    }

    #[test]
    fn nothing_is_drawn_from_nothing() {
        assert_eq!(layout(&Graph::default()), Layout::default());
        assert_eq!(layout(&graph(1, &[(0, 9)])).links, []);
    }

    #[test]
    fn no_nodes_of_recipes_overlap_or_leave_the_picture() {
        for recipe in recipes() {
            let picture = layout(&recipe.info.graph);
            for (index, node) in picture.nodes.iter().enumerate() {
                assert!(
                    node.x >= 0 && node.x + WIDTH <= picture.width,
                    "{}",
                    recipe.info.id
                );
                assert!(
                    node.y >= 0 && node.y + HEIGHT <= picture.height,
                    "{}",
                    recipe.info.id
                );
                assert!(!picture.nodes[..index].contains(node), "{}", recipe.info.id);
            }
        }
    }
}
