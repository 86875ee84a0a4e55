//! The picture of a recipe's graph.

use yew::{Html, html};

use super::layout::{HEIGHT, Placed, WIDTH, layout};
use crate::{
    pipeline::recipe_info::{GraphNode, RecipeInfo},
    text::page::recipes as w,
};

/// Room around the picture, for lines and for links that lead back.
const MARGIN: i32 = 4;
/// How far below the nodes a link leads back.
const DIP: i32 = 22;

/// Draws the graph of a recipe.
pub(in crate::ui) fn picture(recipe: &RecipeInfo) -> Html {
    let layout = layout(&recipe.graph);
    let back = layout.links.iter().any(|(_, _, back)| *back);
    let height = layout.height + if back { DIP } else { 0 };
    let (width, height) = (layout.width + 2 * MARGIN, height + 2 * MARGIN);
    let view_box = format!("{} {} {width} {height}", -MARGIN, -MARGIN);
    let classes: Vec<&str> = recipe
        .graph
        .nodes
        .iter()
        .map(|node| node.class.as_str())
        .collect();
    let nodes = recipe.graph.nodes.iter().zip(&layout.nodes);
    html! {
        <svg class="graph" viewBox={view_box} role="img" aria-label={w::picture(&classes)}
            width={width.to_string()} height={height.to_string()}>
            { for layout.links.iter().map(|link| html! { <path class="graph-link" d={path(link)} /> }) }
            { for nodes.map(|(node, placed)| draw(node, *placed)) }
        </svg>
    }
}

fn draw(node: &GraphNode, placed: Placed) -> Html {
    let (x, y) = (placed.x, placed.y);
    let middle = |offset: i32| (x + WIDTH / 2 + offset).to_string();
    html! {
        <g class="graph-node" data-kind={kind(&node.class)}>
            <rect x={x.to_string()} y={y.to_string()} width={WIDTH.to_string()} height={HEIGHT.to_string()} rx="7" />
            <text x={middle(0)} y={(y + HEIGHT / 2 + 4).to_string()} text-anchor="middle">{ name(&node.class) }</text>
        </g>
    }
}

/// What a node type is about, for its colour.
fn kind(class: &str) -> &'static str {
    match class {
        "ColorCamera" | "MonoCamera" | "IMU" | "SystemLogger" => "source",
        "Script" => "script",
        "SPIOut" | "UVC" => "output",
        _ => "work",
    }
}

/// A node type's name, short enough for its box.
fn name(class: &str) -> String {
    match class {
        "SpatialLocationCalculator" => "SpatialLocation".to_owned(),
        "MobileNetDetectionNetwork" | "YoloDetectionNetwork" => "DetectionNetwork".to_owned(),
        other => other.to_owned(),
    }
}

fn path((from, to, back): &(Placed, Placed, bool)) -> String {
    if *back {
        let (start, end) = (from.x + WIDTH / 2, to.x + WIDTH / 2);
        let (bottom, target) = (from.y + HEIGHT, to.y + HEIGHT);
        let low = bottom.max(target) + DIP + MARGIN;
        return format!("M{start} {bottom}C{start} {low} {end} {low} {end} {target}");
    }
    let (start, end) = (from.x + WIDTH, to.x);
    let (y1, y2) = (from.y + HEIGHT / 2, to.y + HEIGHT / 2);
    let half = (start + end) / 2;
    format!("M{start} {y1}C{half} {y1} {half} {y2} {end} {y2}")
}
