//! The shape of a wire: one curve from a port to the right to another from the left.

use super::Point;

/// How far a curve swings out at least.
const SWING: i32 = 48;

/// Points looked at along a curve.
const SAMPLES: i32 = 24;

/// The two inner points of the curve between two ports.
fn bends(from: Point, to: Point) -> (Point, Point) {
    let reach = (to.x - from.x).abs() / 2;
    let swing = if to.x >= from.x {
        reach.max(SWING)
    } else {
        reach.clamp(SWING, 240)
    };
    (
        Point::new(from.x + swing, from.y),
        Point::new(to.x - swing, to.y),
    )
}

/// The place at a part of the way, 0 to 1.
pub fn point_on_wire(from: Point, to: Point, part: f64) -> Point {
    let (one, two) = bends(from, to);
    let rest = 1.0 - part;
    let (a, b, c, d) = (
        rest * rest * rest,
        3.0 * rest * rest * part,
        3.0 * rest * part * part,
        part * part * part,
    );
    let along = |p: i32, q: i32, r: i32, s: i32| {
        let sum = a * f64::from(p) + b * f64::from(q) + c * f64::from(r) + d * f64::from(s);
        // Between its corners, so within the type's limits.
        sum.round() as i32
    };
    Point::new(
        along(from.x, one.x, two.x, to.x),
        along(from.y, one.y, two.y, to.y),
    )
}

/// How far a place is from the wire between two ports, nearly.
pub fn distance_to_wire(from: Point, to: Point, point: Point) -> i32 {
    let distance = |step: i32| {
        let at = point_on_wire(from, to, f64::from(step) / f64::from(SAMPLES));
        let (dx, dy) = (f64::from(at.x - point.x), f64::from(at.y - point.y));
        dx.hypot(dy).round() as i32
    };
    (0..=SAMPLES).map(distance).min().unwrap_or(i32::MAX)
}

/// The curve as an SVG path.
pub fn wire_path(from: Point, to: Point) -> String {
    let (one, two) = bends(from, to);
    format!(
        "M{} {}C{} {} {} {} {} {}",
        from.x, from.y, one.x, one.y, two.x, two.y, to.x, to.y
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wire_leaves_to_the_right_and_comes_from_the_left() {
        let (from, to) = (Point::new(0, 0), Point::new(-300, 200));
        let (one, two) = bends(from, to);
        assert!(one.x > from.x && two.x < to.x);
        assert_eq!(
            wire_path(from, Point::new(200, 10)),
            "M0 0C100 0 100 10 200 10"
        );
    }

    #[test]
    fn distances_are_measured_along_the_curve() {
        let (from, to) = (Point::new(0, 0), Point::new(200, 0));
        assert_eq!(point_on_wire(from, to, 0.5), Point::new(100, 0));
        assert_eq!(distance_to_wire(from, to, Point::new(100, 30)), 30);
        assert!(distance_to_wire(from, to, Point::new(100, 400)) > 300);
    }
}
