//! Heights within columns, so that links are short and straight: each column as near as possible to where its links
//! want it, in its order and with room between.

use super::{Edge, columns::Columns};

/// How often the columns are gone through, forth and back.
const SWEEPS: usize = 24;

/// Sweeps that look at one side only, which brings everything near its place.
const ROUGH: usize = 6;

/// Room beside a passing link.
const BESIDE: f64 = 10.0;

/// How much a vertex without links wants to stay where it is.
const STAYS: f64 = 0.01;

/// Middles of all vertices.
pub(super) fn straighten(columns: &Columns, gap: f64) -> Vec<f64> {
    let mut middles = vec![0.0; columns.heights.len()];
    for column in &columns.columns {
        let wanted = vec![(0.0, STAYS); column.len()];
        settle(columns, column, &wanted, gap, &mut middles);
    }
    let n = columns.columns.len();
    for sweep in 0..SWEEPS {
        for step in 0..n {
            let index = if sweep % 2 == 0 { step } else { n - 1 - step };
            let left = index.checked_sub(1).and_then(|it| columns.pieces.get(it));
            let right = columns.pieces.get(index);
            let (left, right) = match (sweep < ROUGH, sweep % 2) {
                (true, 0) => (left, None),
                (true, _) => (None, right),
                (false, _) => (left, right),
            };
            let Some(column) = columns.columns.get(index) else {
                continue;
            };
            let wanted = wanted(column, left, right, &middles);
            settle(columns, column, &wanted, gap, &mut middles);
        }
    }
    middles
}

/// Where each vertex of a column is wanted, and how much.
fn wanted(
    column: &[usize],
    left: Option<&Vec<Edge>>,
    right: Option<&Vec<Edge>>,
    middles: &[f64],
) -> Vec<(f64, f64)> {
    let middle = |vertex: usize| middles.get(vertex).copied().unwrap_or(0.0);
    let mut sums = vec![(0.0, 0.0); middles.len()];
    let mut pull = |vertex: usize, to: f64, weight: f64| {
        if let Some((sum, all)) = sums.get_mut(vertex) {
            *sum += to * weight;
            *all += weight;
        }
    };
    for piece in left.into_iter().flatten() {
        let to = middle(piece.from) + piece.from_at - piece.to_at;
        pull(piece.to, to, piece.weight);
    }
    for piece in right.into_iter().flatten() {
        let to = middle(piece.to) + piece.to_at - piece.from_at;
        pull(piece.from, to, piece.weight);
    }
    let of = |vertex: &usize| match sums.get(*vertex) {
        Some((sum, all)) if *all > 0.0 => (sum / all, *all),
        _ => (middle(*vertex), STAYS),
    };
    column.iter().map(of).collect()
}

/// Vertices that touch: they move as one.
struct Block {
    /// Where its first vertex is wanted, by all of them.
    sum: f64,
    weight: f64,
    count: usize,
}

impl Block {
    fn at(&self) -> f64 {
        self.sum / self.weight
    }
}

/// Puts a column where it is wanted, with the least squared distances.
fn settle(
    columns: &Columns,
    column: &[usize],
    wanted: &[(f64, f64)],
    gap: f64,
    middles: &mut [f64],
) {
    // How far each vertex is below the first at least.
    let mut below = Vec::with_capacity(column.len());
    let mut depth = 0.0;
    let height = |vertex: usize| columns.heights.get(vertex).copied().unwrap_or(0.0);
    for (index, vertex) in column.iter().enumerate() {
        if let Some(above) = index.checked_sub(1).and_then(|it| column.get(it)) {
            let passing = *above >= columns.nodes || *vertex >= columns.nodes;
            let room = if passing { BESIDE } else { gap };
            depth += f64::midpoint(height(*above), height(*vertex)) + room;
        }
        below.push(depth);
    }
    let mut blocks: Vec<Block> = Vec::new();
    for ((want, weight), depth) in wanted.iter().zip(&below) {
        let mut block = Block {
            sum: (want - depth) * weight,
            weight: *weight,
            count: 1,
        };
        while let Some(above) = blocks.pop_if(|above| above.at() > block.at()) {
            block.sum += above.sum;
            block.weight += above.weight;
            block.count += above.count;
        }
        blocks.push(block);
    }
    let places = blocks
        .iter()
        .flat_map(|block| std::iter::repeat_n(block.at(), block.count));
    for ((vertex, depth), place) in column.iter().zip(&below).zip(places) {
        if let Some(middle) = middles.get_mut(*vertex) {
            *middle = place + depth;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(columns: Vec<Vec<usize>>, pieces: Vec<Vec<Edge>>) -> Columns {
        let n = columns.iter().map(Vec::len).sum();
        Columns {
            columns,
            heights: vec![100.0; n],
            pieces,
            nodes: n,
        }
    }

    const fn edge(from: usize, to: usize, from_at: f64) -> Edge {
        Edge {
            from,
            to,
            from_at,
            to_at: 0.0,
            weight: 1.0,
        }
    }

    #[test]
    fn a_chain_is_straight_by_its_ports() {
        let chain = columns(
            vec![vec![0], vec![1], vec![2]],
            vec![vec![edge(0, 1, 30.0)], vec![edge(1, 2, 0.0)], vec![]],
        );
        let middles = straighten(&chain, 32.0);
        assert!((middles[1] - middles[0] - 30.0).abs() < 0.5);
        assert!((middles[2] - middles[1]).abs() < 0.5);
    }

    #[test]
    fn neighbours_keep_their_distance_and_a_middle_is_in_the_middle() {
        let fork = columns(
            vec![vec![0], vec![1, 2, 3]],
            vec![
                vec![edge(0, 1, 0.0), edge(0, 2, 0.0), edge(0, 3, 0.0)],
                vec![],
            ],
        );
        let middles = straighten(&fork, 32.0);
        assert!(middles[2] - middles[1] > 131.9 && middles[3] - middles[2] > 131.9);
        assert!((middles[2] - middles[0]).abs() < 0.5);
    }
}
