//! Which node the arrow keys lead to.

use super::{Document, Point, Rect, Scene};

/// Where an arrow key points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrow {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// The node that lies next to another in a direction: linked ones go first to the left and right, for that is where
/// messages come from and go to.
pub fn next_node(scene: &Scene, document: &Document, from: i64, arrow: Arrow) -> Option<i64> {
    let own = scene.area(document, from)?;
    let linked = |id: i64| {
        let mut links = document.pipeline().connections().iter();
        match arrow {
            Arrow::Left => links.any(|link| link.to_node == from && link.from_node == id),
            Arrow::Right => links.any(|link| link.from_node == from && link.to_node == id),
            Arrow::Up | Arrow::Down => false,
        }
    };
    let others = scene.cards().map(|card| card.id).filter(|id| *id != from);
    let candidates = others.filter_map(|id| {
        let area = scene.area(document, id)?;
        let distance = distance(&own, &area, arrow)?;
        Some((!linked(id), distance, id))
    });
    candidates.min().map(|(_, _, id)| id)
}

/// How far away in a direction, sideways counted more; none for what lies elsewhere.
fn distance(from: &Rect, to: &Rect, arrow: Arrow) -> Option<i64> {
    let (a, b): (Point, Point) = (from.middle(), to.middle());
    let (dx, dy) = (i64::from(b.x - a.x), i64::from(b.y - a.y));
    let (along, across) = match arrow {
        Arrow::Left => (-dx, dy),
        Arrow::Right => (dx, dy),
        Arrow::Up => (-dy, dx),
        Arrow::Down => (dy, dx),
    };
    (along > 0).then(|| along + 3 * across.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pipeline::{Connection, build::End},
        studio::{Edit, History, PortId},
    };

    #[test]
    fn arrows_follow_links_and_places() {
        let mut history = History::new(Document::default());
        for (class, x, y) in [
            ("ColorCamera", 0, 0),
            ("VideoEncoder", 400, 600),
            ("MonoCamera", 400, 0),
        ] {
            let edit = Edit::Add {
                class: class.into(),
                at: Point::new(x, y),
            };
            history.apply(edit).unwrap();
        }
        let go = |history: &History, from, arrow| {
            let mut scene = Scene::default();
            scene.update(history.document());
            next_node(&scene, history.document(), from, arrow)
        };
        assert_eq!(go(&history, 0, Arrow::Right), Some(2));
        assert_eq!(go(&history, 2, Arrow::Down), Some(1));
        assert_eq!(go(&history, 0, Arrow::Left), None);
        let link = Connection::new(End::fixed(0, "video"), End::fixed(1, "in"));
        let link = Edit::Link {
            from: PortId::sender(&link),
            to: PortId::receiver(&link),
        };
        history.apply(link).unwrap();
        assert_eq!(go(&history, 0, Arrow::Right), Some(1));
        assert_eq!(go(&history, 1, Arrow::Left), Some(0));
    }
}
