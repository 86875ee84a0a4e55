//! The order within columns, so that few links cross. A long link has a place in each column it passes.

use super::{Edge, ranks::Ranks};

/// How often the columns are gone through, forth and back.
const SWEEPS: usize = 16;

/// Height of a passing link.
const PASSING: f64 = 8.0;

/// How much straighter a link is where it passes than where it ends.
const STRAIGHTER: f64 = 4.0;

/// Vertices in columns, with the links between neighbouring ones.
#[derive(Debug)]
pub(super) struct Columns {
    /// Vertices from the top, by column; those after the nodes are places of passing links.
    pub(super) columns: Vec<Vec<usize>>,
    /// Heights by vertex.
    pub(super) heights: Vec<f64>,
    /// Pieces of links by the column they begin in, from there to the next.
    pub(super) pieces: Vec<Vec<Edge>>,
    /// How many of the vertices are nodes.
    pub(super) nodes: usize,
}

impl Columns {
    /// Columns in the order of `across`, each vertex' place in a first layout.
    pub(super) fn new(ranks: &Ranks, edges: &[Edge], heights: &[f64], across: &[f64]) -> Self {
        let n_columns = (0..heights.len()).map(|it| ranks.get(it)).max();
        let n_columns = usize::try_from(n_columns.unwrap_or(0)).unwrap_or(0) + 1;
        let mut new = Self {
            columns: vec![Vec::new(); n_columns],
            heights: heights.to_vec(),
            pieces: vec![Vec::new(); n_columns],
            nodes: heights.len(),
        };
        let mut across = across.to_vec();
        for vertex in 0..heights.len() {
            new.put(vertex, ranks.get(vertex));
        }
        for edge in edges {
            new.lead(edge, ranks, &mut across);
        }
        let at = |vertex: &usize| across.get(*vertex).copied().unwrap_or(0.0);
        for column in &mut new.columns {
            column.sort_by(|one, other| at(one).total_cmp(&at(other)));
        }
        new
    }

    fn put(&mut self, vertex: usize, rank: i32) {
        let column = usize::try_from(rank).ok();
        if let Some(column) = column.and_then(|it| self.columns.get_mut(it)) {
            column.push(vertex);
        }
    }

    /// Leads a link from column to column, with a new vertex in each between.
    fn lead(&mut self, edge: &Edge, ranks: &Ranks, across: &mut Vec<f64>) {
        let (first, last) = (ranks.get(edge.from), ranks.get(edge.to));
        let at = |across: &[f64], vertex: usize| across.get(vertex).copied().unwrap_or(0.0);
        let (start, end) = (at(across, edge.from), at(across, edge.to));
        let mut from = (edge.from, edge.from_at);
        for rank in first..last {
            let next = rank + 1;
            let to = if next == last {
                (edge.to, edge.to_at)
            } else {
                let share = f64::from(next - first) / f64::from(last - first);
                across.push(start + (end - start) * share);
                self.heights.push(PASSING);
                let vertex = self.heights.len() - 1;
                self.put(vertex, next);
                (vertex, 0.0)
            };
            let passes = from.0 >= self.nodes && to.0 >= self.nodes;
            let weight = edge.weight * if passes { STRAIGHTER } else { 1.0 };
            let column = usize::try_from(rank).ok();
            if let Some(pieces) = column.and_then(|it| self.pieces.get_mut(it)) {
                pieces.push(Edge {
                    from: from.0,
                    to: to.0,
                    from_at: from.1,
                    to_at: to.1,
                    weight,
                });
            }
            from = to;
        }
    }

    /// Orders all columns by the places of neighbours, and keeps the best order that was seen.
    pub(super) fn untangle(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let n = self.columns.len();
            for step in 1..n {
                match sweep % 2 {
                    0 => self.order(step, step - 1),
                    _ => self.order(n - 1 - step, n - step),
                }
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    /// Where each vertex is in its column, counted from the top.
    fn positions(&self) -> Vec<f64> {
        let mut positions = vec![0.0; self.heights.len()];
        for column in &self.columns {
            for (index, vertex) in column.iter().enumerate() {
                if let Some(position) = positions.get_mut(*vertex) {
                    *position = index as f64;
                }
            }
        }
        positions
    }

    /// Where a link ends, in positions: ports lie at different heights of their nodes.
    fn end(&self, positions: &[f64], vertex: usize, at: f64) -> f64 {
        let height = self.heights.get(vertex).copied().unwrap_or(1.0).max(1.0);
        positions.get(vertex).copied().unwrap_or(0.0) + 0.9 * at / height
    }

    /// Orders a column by a neighbouring one.
    fn order(&mut self, column: usize, by: usize) {
        let positions = self.positions();
        let mut wanted = vec![(0.0, 0.0); self.heights.len()];
        for piece in self.pieces.get(column.min(by)).into_iter().flatten() {
            let (own, other, at) = match column < by {
                true => (piece.from, piece.to, piece.to_at),
                false => (piece.to, piece.from, piece.from_at),
            };
            if let Some((sum, weight)) = wanted.get_mut(own) {
                *sum += self.end(&positions, other, at) * piece.weight;
                *weight += piece.weight;
            }
        }
        let key = |vertex: &usize| match wanted.get(*vertex) {
            Some((sum, weight)) if *weight > 0.0 => sum / weight,
            _ => positions.get(*vertex).copied().unwrap_or(0.0),
        };
        if let Some(column) = self.columns.get_mut(column) {
            column.sort_by(|one, other| key(one).total_cmp(&key(other)));
        }
    }

    /// How many pieces cross.
    fn crossings(&self) -> usize {
        let positions = self.positions();
        let of = |pieces: &Vec<Edge>| {
            let mut ends: Vec<(f64, f64)> = pieces
                .iter()
                .map(|it| {
                    let from = self.end(&positions, it.from, it.from_at);
                    (from, self.end(&positions, it.to, it.to_at))
                })
                .collect();
            ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
            let mut rights: Vec<f64> = ends.into_iter().map(|it| it.1).collect();
            inversions(&mut rights)
        };
        self.pieces.iter().map(of).sum()
    }
}

/// How many pairs are in the wrong order; sorts on the way.
fn inversions(values: &mut [f64]) -> usize {
    if values.len() < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(values.len() / 2);
    let mut found = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut one, mut other) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        if **b < **a {
            found += one.len();
            merged.extend(other.next());
        } else {
            merged.extend(one.next());
        }
    }
    merged.extend(one);
    merged.extend(other);
    values.copy_from_slice(&merged);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions_are_crossings() {
        assert_eq!(inversions(&mut [1.0, 2.0, 3.0]), 0);
        assert_eq!(inversions(&mut [3.0, 2.0, 1.0]), 3);
        assert_eq!(inversions(&mut [2.0, 1.0, 2.0]), 1);
    }

    #[test]
    fn crossed_links_are_untangled_and_long_ones_have_places() {
        let edge = |from, to| Edge {
            from,
            to,
            from_at: 0.0,
            to_at: 0.0,
            weight: 1.0,
        };
        // 0 and 1 on the left, 2 and 3 in the middle the wrong way round, and 0 to 4 on the right.
        let ranks = Ranks::of(&[0.0, 0.0, 300.0, 300.0, 600.0]);
        let edges = [edge(0, 3), edge(1, 2), edge(0, 4), edge(3, 4)];
        let across = [0.0, 100.0, 0.0, 100.0, 0.0];
        let mut columns = Columns::new(&ranks, &edges, &[60.0; 5], &across);
        assert_eq!(columns.heights.len(), 6);
        assert!(columns.crossings() > 0);
        columns.untangle();
        assert_eq!(columns.crossings(), 0);
    }
}
