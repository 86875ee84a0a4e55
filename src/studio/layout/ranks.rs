//! Which column each node is in: near those it is linked with, so that wires stay short.

use std::collections::BTreeMap;

use super::Edge;

/// How often all nodes are looked at. Each look moves what hangs on what the last one moved.
const LOOKS: usize = 12;

/// Columns of some vertices.
#[derive(Debug)]
pub(super) struct Ranks {
    ranks: Vec<i32>,
}

impl Ranks {
    /// Columns by places: vertices at one place are in one column.
    pub(super) fn of(places: &[f64]) -> Self {
        let mut sorted = places.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup_by(|one, other| (*one - *other).abs() < 1.0);
        let ranks = places.iter().map(|place| {
            let left = sorted.partition_point(|it| *it < place - 1.0);
            i32::try_from(left).unwrap_or(i32::MAX)
        });
        Self {
            ranks: ranks.collect(),
        }
    }

    /// The column of a vertex.
    pub(super) fn get(&self, vertex: usize) -> i32 {
        self.ranks.get(vertex).copied().unwrap_or(0)
    }

    /// Moves each vertex within its room to where more of its links are short; all edges go to the right, and still do.
    pub(super) fn shorten(&mut self, edges: &[Edge]) {
        let mut around: Vec<(Vec<usize>, Vec<usize>)> = vec![Default::default(); self.ranks.len()];
        for edge in edges {
            if let Some((_, outs)) = around.get_mut(edge.from) {
                outs.push(edge.to);
            }
            if let Some((ins, _)) = around.get_mut(edge.to) {
                ins.push(edge.from);
            }
        }
        for _ in 0..LOOKS {
            let mut moved = false;
            for (vertex, (ins, outs)) in around.iter().enumerate().rev() {
                let first = ins.iter().map(|it| self.get(*it).saturating_add(1)).max();
                let last = outs.iter().map(|it| self.get(*it).saturating_sub(1)).min();
                let best = match ins.len().cmp(&outs.len()) {
                    std::cmp::Ordering::Less => last,
                    std::cmp::Ordering::Greater => first,
                    std::cmp::Ordering::Equal => None,
                };
                if let (Some(best), Some(rank)) = (best, self.ranks.get_mut(vertex)) {
                    moved |= *rank != best;
                    *rank = best;
                }
            }
            if !moved {
                break;
            }
        }
        self.close_gaps();
    }

    /// Numbers the columns that are left from 0.
    fn close_gaps(&mut self) {
        let mut left: BTreeMap<i32, i32> = self.ranks.iter().map(|rank| (*rank, 0)).collect();
        for (number, new) in (0..).zip(left.values_mut()) {
            *new = number;
        }
        for rank in &mut self.ranks {
            *rank = left.get(rank).copied().unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize) -> Edge {
        Edge {
            from,
            to,
            from_at: 0.0,
            to_at: 0.0,
            weight: 1.0,
        }
    }

    #[test]
    fn a_source_moves_to_what_it_feeds() {
        // 0 to 1 to 2 to 3, and 4 to 3, which the crate puts into the first column.
        let mut ranks = Ranks::of(&[0.0, 300.0, 600.0, 900.0, 0.0]);
        let edges = [edge(0, 1), edge(1, 2), edge(2, 3), edge(4, 3)];
        ranks.shorten(&edges);
        assert_eq!((ranks.get(0), ranks.get(3), ranks.get(4)), (0, 3, 2));
        assert!(edges.iter().all(|it| ranks.get(it.from) < ranks.get(it.to)));
    }
}
