//! The part of the canvas that is seen.

use crate::studio::{Point, Rect};

/// Smallest scale.
const MIN_SCALE: f64 = 0.02;
/// Largest scale.
const MAX_SCALE: f64 = 2.0;
/// Room around what is fitted, in pixels.
const FIT_MARGIN: f64 = 48.0;

/// Where the canvas lies under the window it is seen through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Pixels of the canvas' origin from the left edge.
    pub x: f64,
    /// From the upper edge.
    pub y: f64,
    /// Pixels per unit.
    pub scale: f64,
    /// Width of the window, in pixels; 0 until it is known.
    pub width: f64,
    /// Height of the window.
    pub height: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self {
            x: 0.0,
            y: 0.0,
            scale: 1.0,
            width: 0.0,
            height: 0.0,
        }
    }
}

impl Viewport {
    /// The place on the canvas below a pixel of the window.
    pub fn point(&self, x: f64, y: f64) -> Point {
        // The casts saturate.
        Point::new(
            ((x - self.x) / self.scale).round() as i32,
            ((y - self.y) / self.scale).round() as i32,
        )
    }

    /// The pixel of the window above a place.
    pub fn pixel(&self, point: Point) -> (f64, f64) {
        (
            f64::from(point.x) * self.scale + self.x,
            f64::from(point.y) * self.scale + self.y,
        )
    }

    /// The part of the canvas that is seen.
    pub fn seen(&self) -> Rect {
        Rect::between(self.point(0.0, 0.0), self.point(self.width, self.height))
    }

    /// That part with some pixels around it.
    pub fn seen_around(&self, pixels: f64) -> Rect {
        Rect::between(
            self.point(-pixels, -pixels),
            self.point(self.width + pixels, self.height + pixels),
        )
    }

    /// The place in the middle.
    pub fn middle(&self) -> Point {
        self.point(self.width / 2.0, self.height / 2.0)
    }

    /// Moves the canvas.
    pub fn pan(&mut self, dx: f64, dy: f64) {
        self.x += dx;
        self.y += dy;
    }

    /// Changes the scale; what is below this pixel stays there.
    pub fn zoom(&mut self, factor: f64, x: f64, y: f64) {
        let scale = (self.scale * factor).clamp(MIN_SCALE, MAX_SCALE);
        let factor = scale / self.scale;
        self.x = x - (x - self.x) * factor;
        self.y = y - (y - self.y) * factor;
        self.scale = scale;
    }

    /// Changes the scale around the middle.
    pub fn zoom_middle(&mut self, factor: f64) {
        self.zoom(factor, self.width / 2.0, self.height / 2.0);
    }

    /// Shows an area whole, at full size at most, and leaves some pixels free below it.
    pub fn fit(&mut self, area: Rect, below: f64) {
        if self.width <= 0.0 || self.height <= 0.0 {
            return;
        }
        let room = |pixels: f64, units: i32| {
            (pixels - 2.0 * FIT_MARGIN).max(1.0) / f64::from(units.max(1))
        };
        let scale = room(self.width, area.width).min(room(self.height - below, area.height));
        self.scale = scale.clamp(MIN_SCALE, 1.0);
        self.center(area.middle());
        self.y -= below / 2.0;
    }

    /// Puts a place into the middle.
    pub fn center(&mut self, at: Point) {
        self.x = self.width / 2.0 - f64::from(at.x) * self.scale;
        self.y = self.height / 2.0 - f64::from(at.y) * self.scale;
    }

    /// Moves the canvas as little as brings an area into sight.
    pub fn reveal(&mut self, area: Rect) {
        let (left, top) = self.pixel(area.corner());
        let (right, bottom) = self.pixel(Point::new(area.right(), area.bottom()));
        let shift = |from: f64, to: f64, size: f64| {
            if from < FIT_MARGIN / 2.0 {
                FIT_MARGIN / 2.0 - from
            } else if to > size - FIT_MARGIN / 2.0 {
                (size - FIT_MARGIN / 2.0 - to).max(FIT_MARGIN / 2.0 - from)
            } else {
                0.0
            }
        };
        self.x += shift(left, right, self.width);
        self.y += shift(top, bottom, self.height);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> Viewport {
        Viewport {
            width: 800.0,
            height: 600.0,
            ..Viewport::default()
        }
    }

    #[test]
    fn what_is_below_the_pointer_stays_there() {
        let mut view = window();
        view.pan(30.0, -20.0);
        let before = view.point(200.0, 100.0);
        view.zoom(0.5, 200.0, 100.0);
        assert_eq!(view.point(200.0, 100.0), before);
        view.zoom(1e9, 0.0, 0.0);
        assert_eq!(view.scale, MAX_SCALE);
    }

    #[test]
    fn areas_are_fitted_and_revealed() {
        let mut view = window();
        let area = Rect::new(Point::new(-500, 100), 4000, 900);
        view.fit(area, 0.0);
        let seen = view.seen();
        assert!(seen.contains(area.corner()) && seen.contains(Point::new(3500, 1000)));
        view.fit(area, 100.0);
        let (_, bottom) = view.pixel(Point::new(0, area.bottom()));
        assert!(bottom < 500.0 - FIT_MARGIN / 2.0, "{bottom}");
        view.fit(Rect::new(Point::new(0, 0), 10, 10), 0.0);
        assert_eq!(view.scale, 1.0, "small things are not blown up");
        let before = view;
        view.reveal(Rect::new(Point::new(0, 0), 10, 10));
        assert_eq!(view, before);
        view.reveal(Rect::new(Point::new(2000, 0), 100, 10));
        assert!(view.seen().contains(Point::new(2100, 5)));
    }
}
