//! Aligning and spreading, and laying out.

use std::collections::BTreeSet;

use super::{Document, Edit, Point, Rect, Selection, layout};

/// How several things are brought into line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrange {
    /// Left edges.
    Left,
    /// Middles, side by side.
    Center,
    /// Right edges.
    Right,
    /// Upper edges.
    Top,
    /// Middles, one above the other.
    Middle,
    /// Lower edges.
    Bottom,
    /// Equal room between them, from left to right.
    SpreadAcross,
    /// Equal room between them, from top to bottom.
    SpreadDown,
}

impl Arrange {
    /// All.
    pub const ALL: [Self; 8] = [
        Self::Left,
        Self::Center,
        Self::Right,
        Self::Top,
        Self::Middle,
        Self::Bottom,
        Self::SpreadAcross,
        Self::SpreadDown,
    ];
}

/// Something that is moved, with its area.
type Thing = (Item, Rect);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Node(i64),
    Note(u32),
}

/// The edit that brings what is selected into line; none for fewer than two things.
pub fn arrange(document: &Document, selection: &Selection, how: Arrange) -> Option<Edit> {
    let nodes = selection.nodes.iter();
    let nodes = nodes.filter_map(|id| Some((Item::Node(*id), document.area(*id)?)));
    let notes = selection.notes.iter();
    let notes = notes.filter_map(|id| Some((Item::Note(*id), document.note(*id)?.area)));
    let mut things: Vec<Thing> = nodes.chain(notes).collect();
    let around = Rect::around(things.iter().map(|it| it.1))?;
    if things.len() < 2 {
        return None;
    }
    match how {
        Arrange::SpreadAcross => spread(&mut things, |it| &mut it.x, |it| it.width),
        Arrange::SpreadDown => spread(&mut things, |it| &mut it.y, |it| it.height),
        _ => {
            for (_, area) in &mut things {
                match how {
                    Arrange::Left => area.x = around.x,
                    Arrange::Center => area.x = around.middle().x - area.width / 2,
                    Arrange::Right => area.x = around.right() - area.width,
                    Arrange::Top => area.y = around.y,
                    Arrange::Middle => area.y = around.middle().y - area.height / 2,
                    Arrange::Bottom => area.y = around.bottom() - area.height,
                    Arrange::SpreadAcross | Arrange::SpreadDown => {}
                }
            }
        }
    }
    Some(moves(&things))
}

fn spread(
    things: &mut [Thing],
    place: impl Fn(&mut Rect) -> &mut i32,
    size: impl Fn(&Rect) -> i32,
) {
    things.sort_by_key(|(_, area)| {
        let mut area = *area;
        *place(&mut area)
    });
    let mut ends = things.iter().map(|(_, area)| {
        let mut copy = *area;
        (*place(&mut copy), size(area))
    });
    let Some((first, _)) = ends.next() else {
        return;
    };
    let last = ends.map(|(at, size)| at + size).max().unwrap_or(first);
    let sum: i32 = things.iter().map(|(_, area)| size(area)).sum();
    let gaps = i32::try_from(things.len()).unwrap_or(i32::MAX) - 1;
    let free = (last - first - sum).max(0);
    let mut at = first;
    for (index, (_, area)) in (0_i32..).zip(things.iter_mut()) {
        // Rounded at each, so that the rest does not gather at the end.
        *place(area) = at + free * index / gaps.max(1);
        at += size(area);
    }
}

fn moves(things: &[Thing]) -> Edit {
    let mut nodes = Vec::new();
    let mut notes = Vec::new();
    for (item, area) in things {
        match item {
            Item::Node(id) => nodes.push((*id, area.corner())),
            Item::Note(id) => notes.push((*id, area.corner())),
        }
    }
    Edit::Move { nodes, notes }
}

/// The edit that lays nodes out: the selected ones where several are, else all. Their upper left corner stays.
pub fn lay_out(document: &Document, selection: &Selection) -> Option<Edit> {
    let all: BTreeSet<i64> = document.pipeline().nodes().iter().map(|it| it.id).collect();
    let nodes = if selection.nodes.len() > 1 {
        &selection.nodes
    } else {
        &all
    };
    let nodes: Vec<i64> = nodes.iter().copied().collect();
    let before = Rect::around(nodes.iter().filter_map(|id| document.area(*id)))?;
    let places = layout::layered(document, &nodes);
    let nodes = places
        .into_iter()
        .map(|(id, at)| (id, Point::new(at.x + before.x, at.y + before.y).snapped()));
    Some(Edit::Move {
        nodes: nodes.collect(),
        notes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::History;

    fn three() -> History {
        let mut history = History::new(Document::default());
        for (class, x, y) in [
            ("ColorCamera", 0, 0),
            ("Script", 400, 40),
            ("SPIOut", 1000, 400),
        ] {
            let edit = Edit::Add {
                class: class.into(),
                at: Point::new(x, y),
            };
            history.apply(edit).unwrap();
        }
        history
    }

    #[test]
    fn edges_and_gaps_become_equal() {
        let mut history = three();
        let all = Selection::all(history.document());
        for how in Arrange::ALL {
            let edit = arrange(history.document(), &all, how).unwrap();
            history.apply(edit).unwrap();
            let areas: Vec<Rect> = (0..3)
                .map(|id| history.document().area(id).unwrap())
                .collect();
            let same = |of: fn(&Rect) -> i32| {
                let first = of(&areas[0]);
                areas.iter().all(|area| (of(area) - first).abs() <= 1)
            };
            match how {
                Arrange::Left => assert!(same(|it| it.x)),
                Arrange::Center => assert!(same(|it| it.middle().x)),
                Arrange::Right => assert!(same(Rect::right)),
                Arrange::Top => assert!(same(|it| it.y)),
                Arrange::Middle => assert!(same(|it| it.middle().y)),
                Arrange::Bottom => assert!(same(Rect::bottom)),
                Arrange::SpreadAcross | Arrange::SpreadDown => {}
            }
            history.undo();
        }
        let one = Selection::node(0);
        assert_eq!(arrange(history.document(), &one, Arrange::Left), None);
    }

    #[test]
    fn spreading_leaves_the_outer_ones() {
        let mut history = three();
        let all = Selection::all(history.document());
        let edit = arrange(history.document(), &all, Arrange::SpreadAcross).unwrap();
        history.apply(edit).unwrap();
        let area = |id| history.document().area(id).unwrap();
        assert_eq!((area(0).x, area(2).x), (0, 1000));
        assert_eq!(area(1).x - area(0).right(), area(2).x - area(1).right());
    }

    #[test]
    fn laying_out_is_one_edit() {
        let mut history = three();
        let edit = lay_out(history.document(), &Selection::default()).unwrap();
        let before = history.document().clone();
        history.apply(edit).unwrap();
        history.undo();
        assert_eq!(history.document(), &before);
    }
}
