//! Places on the canvas, in its own units: CSS pixels at full size.

use serde::{Deserialize, Serialize};

/// Nodes lie on multiples of this.
pub const GRID: i32 = 8;

/// Nothing lies farther out than this; files may say otherwise.
const LIMIT: i32 = 200_000;

/// A place.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

impl Point {
    /// A place.
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// The place `dx` to the right and `dy` below, within the canvas' limits.
    pub fn shifted(self, dx: i32, dy: i32) -> Self {
        Self {
            x: self.x.saturating_add(dx).clamp(-LIMIT, LIMIT),
            y: self.y.saturating_add(dy).clamp(-LIMIT, LIMIT),
        }
    }

    /// The nearest place on the grid.
    pub fn snapped(self) -> Self {
        Self {
            x: snap(self.x),
            y: snap(self.y),
        }
        .shifted(0, 0)
    }
}

/// The nearest multiple of the grid.
pub const fn snap(value: i32) -> i32 {
    value.saturating_add(GRID / 2).div_euclid(GRID) * GRID
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rect {
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// From a corner and a size.
    pub const fn new(at: Point, width: i32, height: i32) -> Self {
        Self {
            x: at.x,
            y: at.y,
            width,
            height,
        }
    }

    /// Between two corners, whichever they are.
    pub fn between(a: Point, b: Point) -> Self {
        Self {
            x: a.x.min(b.x),
            y: a.y.min(b.y),
            width: (a.x - b.x).abs(),
            height: (a.y - b.y).abs(),
        }
    }

    /// Its right edge.
    pub const fn right(&self) -> i32 {
        self.x + self.width
    }

    /// Its lower edge.
    pub const fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// Its upper left corner.
    pub const fn corner(&self) -> Point {
        Point::new(self.x, self.y)
    }

    /// Its middle.
    pub const fn middle(&self) -> Point {
        Point::new(self.x + self.width / 2, self.y + self.height / 2)
    }

    /// Whether a place lies in it.
    pub const fn contains(&self, point: Point) -> bool {
        point.x >= self.x
            && point.x <= self.right()
            && point.y >= self.y
            && point.y <= self.bottom()
    }

    /// Whether two share a place.
    pub const fn meets(&self, other: &Self) -> bool {
        self.x <= other.right()
            && other.x <= self.right()
            && self.y <= other.bottom()
            && other.y <= self.bottom()
    }

    /// The smallest that holds both.
    pub fn with(&self, other: &Self) -> Self {
        let corner = Point::new(self.x.min(other.x), self.y.min(other.y));
        Self::new(
            corner,
            self.right().max(other.right()) - corner.x,
            self.bottom().max(other.bottom()) - corner.y,
        )
    }

    /// The smallest that holds all; none for nothing.
    pub fn around(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().reduce(|one, other| one.with(&other))
    }

    /// Larger by `margin` on each side.
    pub const fn grown(&self, margin: i32) -> Self {
        Self {
            x: self.x - margin,
            y: self.y - margin,
            width: self.width + 2 * margin,
            height: self.height + 2 * margin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_snap_and_stay_within_limits() {
        assert_eq!(Point::new(3, -5).snapped(), Point::new(0, -8));
        assert_eq!(Point::new(4, 12).snapped(), Point::new(8, 16));
        let far = Point::new(i32::MAX, i32::MIN).shifted(1, -1);
        assert_eq!(far, Point::new(LIMIT, -LIMIT));
    }

    #[test]
    fn rectangles_meet_and_join() {
        let one = Rect::between(Point::new(10, 20), Point::new(0, 0));
        assert_eq!(one, Rect::new(Point::new(0, 0), 10, 20));
        let other = Rect::new(Point::new(10, 20), 5, 5);
        assert!(one.meets(&other) && one.contains(Point::new(10, 20)));
        assert!(!one.meets(&Rect::new(Point::new(11, 0), 5, 5)));
        assert_eq!(
            Rect::around([one, other]),
            Some(Rect::new(Point::new(0, 0), 15, 25))
        );
        assert_eq!(Rect::around([]), None);
        assert_eq!(one.grown(2).corner(), Point::new(-2, -2));
    }
}
