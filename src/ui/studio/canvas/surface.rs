//! The window onto the canvas: takes pointers, wheels and fingers, and tells its size.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use gloo::{
    events::{EventListener, EventListenerOptions},
    timers::callback::Timeout,
    utils::document,
};
use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DragEvent, Element, MouseEvent, PointerEvent, ResizeObserver, WheelEvent};
use yew::{Callback, Children, Component, Context, Html, NodeRef, Properties, html};

use crate::{
    pipeline::catalog::Direction,
    studio::PortId,
    text::page::studio as w,
    ui::studio::{Action, Hit, Pointer, palette::DRAGGED},
};

/// A wheel's step of this many pixels doubles the scale.
const WHEEL_DOUBLE: f64 = 320.0;
/// Pixels of a line, for wheels that count lines.
const LINE: f64 = 18.0;

/// A finger rests when it stays this long, in milliseconds,
const REST_MILLIS: u32 = 500;
/// within this many pixels.
const REST_PIXELS: f64 = 8.0;

/// What the window needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) dispatch: Callback<Action>,
    /// Whether a pointer does something, so that its moves matter.
    pub(super) active: bool,
    /// What it does, for the looks.
    pub(super) gesture: &'static str,
    /// How much is drawn of nodes.
    pub(super) detail: &'static str,
    pub(super) children: Children,
}

/// What tells the window's size, with what it calls.
type Observer = (ResizeObserver, Closure<dyn FnMut(Array)>);

/// The window.
pub(super) struct Surface {
    svg: NodeRef,
    listeners: Vec<EventListener>,
    observer: Option<Observer>,
    /// What moves are for, shared with the listeners.
    moves: Rc<Cell<Moves>>,
}

/// What a pointer's moves are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moves {
    /// Nothing goes on.
    Nothing,
    /// Something moves along.
    Follow,
    /// It matters what lies below the pointer, which costs a look at the whole canvas.
    Aim,
}

impl Moves {
    fn of(props: &Props) -> Self {
        match props.gesture {
            "connect" => Self::Aim,
            _ if props.active => Self::Follow,
            _ => Self::Nothing,
        }
    }
}

impl Component for Surface {
    type Message = ();
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        Self {
            svg: NodeRef::default(),
            listeners: Vec::new(),
            observer: None,
            moves: Rc::new(Cell::new(Moves::of(ctx.props()))),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, _old: &Props) -> bool {
        self.moves.set(Moves::of(ctx.props()));
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        html! {
            <svg ref={self.svg.clone()} id="canvas" class="canvas" role="application" aria-label={w::CANVAS}
                aria-roledescription={w::CANVAS_ROLE} data-gesture={props.gesture} data-detail={props.detail}>
                { for props.children.iter() }
            </svg>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(svg) = self.svg.cast::<Element>() {
            let dispatch = &ctx.props().dispatch;
            self.listeners = pointers(&svg, dispatch, &self.moves);
            self.listeners.push(wheel(&svg, dispatch));
            self.listeners.push(twice(&svg, dispatch));
            self.listeners.extend(drops(&svg, dispatch));
            self.observe(&svg, dispatch);
        }
    }

    fn destroy(&mut self, _ctx: &Context<Self>) {
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
    }
}

impl Surface {
    fn observe(&mut self, svg: &Element, dispatch: &Callback<Action>) {
        let (of, dispatch) = (svg.clone(), dispatch.clone());
        let sized = Closure::<dyn FnMut(Array)>::new(move |_| {
            let area = of.get_bounding_client_rect();
            dispatch.emit(Action::Sized {
                width: area.width(),
                height: area.height(),
            });
        });
        if let Ok(observer) = ResizeObserver::new(sized.as_ref().unchecked_ref()) {
            observer.observe(svg);
            self.observer = Some((observer, sized));
        }
    }
}

fn wheel(svg: &Element, dispatch: &Callback<Action>) -> EventListener {
    let (of, dispatch) = (svg.clone(), dispatch.clone());
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(svg, "wheel", options, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else {
            return;
        };
        event.prevent_default();
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE {
            LINE
        } else {
            1.0
        };
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        let area = of.get_bounding_client_rect();
        dispatch.emit(if event.ctrl_key() || event.meta_key() {
            Action::Zoom {
                factor: (-dy / WHEEL_DOUBLE).exp2(),
                x: event.client_x() - area.left(),
                y: event.client_y() - area.top(),
            }
        } else if event.shift_key() && dx == 0.0 {
            Action::Scroll { dx: -dy, dy: 0.0 }
        } else {
            Action::Scroll { dx: -dx, dy: -dy }
        });
    })
}

fn twice(svg: &Element, dispatch: &Callback<Action>) -> EventListener {
    let (of, dispatch) = (svg.clone(), dispatch.clone());
    EventListener::new(svg, "dblclick", move |event| {
        if let Some(event) = event.dyn_ref::<MouseEvent>() {
            let (x, y) = (event.client_x(), event.client_y());
            dispatch.emit(Action::Twice(at(&of, event), hit(x, y)));
        }
    })
}

/// Takes classes that are dragged from the palette.
fn drops(svg: &Element, dispatch: &Callback<Action>) -> [EventListener; 2] {
    ["dragover", "drop"].map(|kind| {
        let (of, dispatch) = (svg.clone(), dispatch.clone());
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(svg, kind, options, move |event| {
            let Some(event) = event.dyn_ref::<DragEvent>() else {
                return;
            };
            let Some(data) = event.data_transfer() else {
                return;
            };
            if !data.types().includes(&DRAGGED.into(), 0) {
                return;
            }
            event.prevent_default();
            if event.type_() == "drop"
                && let Ok(class) = data.get_data(DRAGGED)
            {
                let (x, y) = (event.client_x(), event.client_y());
                dispatch.emit(Action::Drop {
                    class,
                    at: at(&of, event),
                    hit: hit(x, y),
                });
            }
        })
    })
}

/// Fingers on the canvas, by their pointer.
type Fingers = BTreeMap<i32, (f64, f64)>;

fn pointers(
    svg: &Element,
    dispatch: &Callback<Action>,
    moves: &Rc<Cell<Moves>>,
) -> Vec<EventListener> {
    let fingers = Rc::new(RefCell::new(Fingers::new()));
    let resting = Rc::new(RefCell::new(None::<Resting>));
    ["pointerdown", "pointermove", "pointerup", "pointercancel"]
        .map(|kind| {
            let (of, dispatch) = (svg.clone(), dispatch.clone());
            let (moves, fingers) = (Rc::clone(moves), Rc::clone(&fingers));
            let resting = Rc::clone(&resting);
            EventListener::new(svg, kind, move |event| {
                let Some(event) = event.dyn_ref::<PointerEvent>() else {
                    return;
                };
                let pointer = pointer(&of, event);
                if pointer.touch && pinch(event, pointer, &mut fingers.borrow_mut(), &dispatch) {
                    *resting.borrow_mut() = None;
                    return;
                }
                let hit = || hit(event.client_x(), event.client_y());
                rest(event, pointer, hit, &mut resting.borrow_mut(), &dispatch);
                match event.type_().as_str() {
                    "pointerdown" if event.button() == 0 || event.button() == 1 => {
                        drop(of.set_pointer_capture(event.pointer_id()));
                        dispatch.emit(Action::Down(pointer, hit()));
                    }
                    "pointermove" => match moves.get() {
                        Moves::Nothing => {}
                        Moves::Follow => dispatch.emit(Action::Moved(pointer, Hit::Canvas)),
                        Moves::Aim => dispatch.emit(Action::Moved(pointer, hit())),
                    },
                    "pointerup" if moves.get() != Moves::Nothing => {
                        dispatch.emit(Action::Up(pointer, hit()));
                    }
                    "pointercancel" => dispatch.emit(Action::Cancelled),
                    _ => {}
                }
            })
        })
        .into()
}

/// A finger that does not move yet: where it is, and the clock that runs.
struct Resting {
    x: f64,
    y: f64,
    _clock: Timeout,
}

/// Tells when a finger rested on a place.
fn rest(
    event: &PointerEvent,
    pointer: Pointer,
    hit: impl Fn() -> Hit,
    resting: &mut Option<Resting>,
    dispatch: &Callback<Action>,
) {
    match event.type_().as_str() {
        "pointerdown" if pointer.touch && event.is_primary() => {
            let (dispatch, hit) = (dispatch.clone(), hit());
            let clock = Timeout::new(REST_MILLIS, move || {
                dispatch.emit(Action::Rested(pointer, hit));
            });
            *resting = Some(Resting {
                x: pointer.x,
                y: pointer.y,
                _clock: clock,
            });
        }
        "pointermove" => {
            let still = |it: &Resting| (it.x - pointer.x).hypot(it.y - pointer.y) < REST_PIXELS;
            *resting = resting.take().filter(still);
        }
        _ => *resting = None,
    }
}

fn pointer(svg: &Element, event: &PointerEvent) -> Pointer {
    Pointer {
        touch: event.pointer_type() == "touch",
        ..at(svg, event)
    }
}

fn at(svg: &Element, event: &MouseEvent) -> Pointer {
    let area = svg.get_bounding_client_rect();
    Pointer {
        x: event.client_x() - area.left(),
        y: event.client_y() - area.top(),
        more: event.shift_key() || event.ctrl_key() || event.meta_key(),
        pans: event.button() == 1,
        touch: false,
    }
}

/// Follows fingers; true while two of them move and scale the canvas.
fn pinch(
    event: &PointerEvent,
    pointer: Pointer,
    fingers: &mut Fingers,
    dispatch: &Callback<Action>,
) -> bool {
    let id = event.pointer_id();
    let (x, y) = (pointer.x, pointer.y);
    match event.type_().as_str() {
        "pointerdown" => {
            fingers.insert(id, (x, y));
            if fingers.len() == 2 {
                dispatch.emit(Action::Cancelled);
            }
            fingers.len() > 1
        }
        "pointermove" => {
            let Some(before) = fingers.insert(id, (x, y)) else {
                return false;
            };
            let other = fingers.iter().find(|(other, _)| **other != id);
            let Some((_, (ox, oy))) = other else {
                return false;
            };
            let apart = |(x, y): (f64, f64)| (x - ox).hypot(y - oy).max(1.0);
            dispatch.emit(Action::Scroll {
                dx: (x - before.0) / 2.0,
                dy: (y - before.1) / 2.0,
            });
            dispatch.emit(Action::Zoom {
                factor: apart((x, y)) / apart(before),
                x: f64::midpoint(x, *ox),
                y: f64::midpoint(y, *oy),
            });
            true
        }
        _ => {
            let two = fingers.len() > 1;
            fingers.remove(&id);
            two
        }
    }
}

/// What lies below a place of the page.
fn hit(x: f64, y: f64) -> Hit {
    let found = document().element_from_point(x as f32, y as f32);
    found.and_then(|it| named(&it)).unwrap_or(Hit::Canvas)
}

fn named(element: &Element) -> Option<Hit> {
    let closest = |selector: &str| element.closest(selector).ok().flatten();
    let number = |element: &Element, name: &str| element.get_attribute(name)?.parse::<i64>().ok();
    let small = |element: &Element, name: &str| u32::try_from(number(element, name)?).ok();
    if let Some(node) = closest("[data-node]") {
        let id = number(&node, "data-node")?;
        let Some(port) = closest("[data-port]") else {
            return Some(Hit::Node(id));
        };
        let direction = match port.get_attribute("data-direction").as_deref() {
            Some("in") => Direction::In,
            _ => Direction::Out,
        };
        let text = |name: &str| port.get_attribute(name).unwrap_or_default();
        return Some(Hit::Port(PortId {
            node: id,
            direction,
            group: text("data-port-group"),
            name: text("data-port"),
        }));
    }
    if let Some(wire) = closest("[data-wire]") {
        return Some(Hit::Wire(
            usize::try_from(number(&wire, "data-wire")?).ok()?,
        ));
    }
    if let Some(corner) = closest("[data-note-corner]") {
        return Some(Hit::NoteCorner(small(&corner, "data-note-corner")?));
    }
    if let Some(note) = closest("[data-note]") {
        return Some(Hit::Note(small(&note, "data-note")?));
    }
    let group = closest("[data-group]")?;
    Some(Hit::Group(small(&group, "data-group")?))
}
