//! The studio's document and what can be done to it, without a page: an editor's state as plain data.
//!
//! A [`Document`] is a pipeline with what a picture of it needs beside: places, titles, groups, notes, and the board's
//! configuration. Everything a person changes is an [`Edit`]; [`History::apply`] makes it, so that it can be taken back.
//! To add a kind of edit, add a variant to [`Edit`] and its arm to `Document::apply` (`edit.rs`); nothing else knows.

mod answers;
mod arrange;
mod card;
mod document;
mod dropped;
mod edit;
mod family;
mod fragment;
mod geometry;
mod history;
mod layout;
mod linked;
mod navigate;
mod port;
mod project;
mod scene;
mod selection;
mod subject;
mod target;
mod wire;

pub use self::{
    answers::{ScriptAnswer, ScriptAnswers},
    arrange::{Arrange, arrange, lay_out},
    card::{Card, CardPort, Kind, PORT_ROW, WIDTH},
    document::{Document, Group, Note},
    dropped::dropped,
    edit::{Applied, Edit},
    family::Family,
    fragment::Fragment,
    geometry::{GRID, Point, Rect, snap},
    history::History,
    navigate::{Arrow, next_node},
    port::PortId,
    project::{ENDING as PROJECT_ENDING, KIND as PROJECT_KIND, ProjectError, is_project},
    scene::{Scene, Wire},
    selection::Selection,
    subject::{NodeSubject, NodesSubject, PipelineSubject, Subject, board, scripts},
    target::{fitting_classes, is_target},
    wire::{distance_to_wire, point_on_wire, wire_path},
};
