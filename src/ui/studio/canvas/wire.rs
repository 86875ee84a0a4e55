//! A wire.

use std::rc::Rc;

use yew::{AttrValue, Html, Properties, component, html};

use crate::studio::{Point, Wire, point_on_wire, wire_path};

/// What a wire shows.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) wire: Rc<Wire>,
    pub(super) index: usize,
    pub(super) from: Point,
    pub(super) to: Point,
    /// `selected`, `onto` (a node would come onto it), `moved` (it is in a hand), or nothing.
    pub(super) mark: &'static str,
    pub(super) label: Option<AttrValue>,
}

/// A link: a line, a wider one for pointers, a label.
#[component]
pub(super) fn WireLine(props: &Props) -> Html {
    let Props { wire, from, to, .. } = props;
    let path = wire_path(*from, *to);
    let middle = point_on_wire(*from, *to, 0.5);
    html! {
        <g class="wire" data-family={wire.family.id()} data-mark={props.mark} data-wire={props.index.to_string()}>
            <path class="wire-hit" d={path.clone()} />
            <path class="wire-line" d={path} />
            if let Some(label) = &props.label {
                <text class="wire-label" text-anchor="middle">
                    { for (0..).zip(label.lines()).map(|(row, line): (i32, &str)| html! {
                        <tspan x={middle.x.to_string()} y={(middle.y - 8 + 14 * row).to_string()}>{ line.to_owned() }</tspan>
                    }) }
                </text>
            }
        </g>
    }
}
