//! The two places for packages, and what became of what was put there.

use std::{collections::VecDeque, rc::Rc};

use crate::{
    bootloader::Memory,
    engine::{
        facts::PackageFacts,
        protocol::{Command, Event, NamedFile},
    },
    text::page::packages as w,
    ui::{
        app::{self, Effect},
        panel,
    },
};

/// One of the two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The package that is looked into.
    First,
    /// The one it is compared with.
    Second,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// Its name in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }
}

/// Something done with packages.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A file was chosen.
    Choose(Side, NamedFile),
    /// Take the application of the connected camera.
    FromCamera(Side, Memory),
    /// Take a package away.
    Clear(Side),
}

/// A package in its place.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The package; it may be large, so it is shared.
    pub file: Rc<NamedFile>,
    /// Whether it came from a camera.
    pub from_camera: bool,
    /// What it holds, once the worker told; or what is wrong with it.
    pub facts: Option<Result<Box<PackageFacts>, String>>,
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.file, &other.file) && self.facts == other.facts
    }
}

/// State of both places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    first: Option<Slot>,
    second: Option<Slot>,
    /// In what the two differ, or why that cannot be told.
    pub differences: Option<Result<Vec<String>, String>>,
    /// The place that waits for the camera's application.
    pub reading: Option<Side>,
    /// Places whose facts are on the way, in the order they were asked for.
    asked: VecDeque<Side>,
}

impl State {
    /// What is in a place.
    pub const fn slot(&self, side: Side) -> Option<&Slot> {
        match side {
            Side::First => self.first.as_ref(),
            Side::Second => self.second.as_ref(),
        }
    }

    const fn place(&mut self, side: Side) -> &mut Option<Slot> {
        match side {
            Side::First => &mut self.first,
            Side::Second => &mut self.second,
        }
    }

    /// Whether the two are being compared.
    pub const fn comparing(&self) -> bool {
        self.first.is_some() && self.second.is_some() && self.differences.is_none()
    }

    fn put(&mut self, side: Side, file: NamedFile, from_camera: bool, effects: &mut Vec<Effect>) {
        effects.push(Effect::Send(Command::InspectPackage { file: file.clone() }));
        self.asked.push_back(side);
        self.differences = None;
        *self.place(side) = Some(Slot {
            file: Rc::new(file),
            from_camera,
            facts: None,
        });
        if let (Some(first), Some(second)) = (&self.first, &self.second) {
            effects.push(Effect::Send(Command::ComparePackages {
                first: (*first.file).clone(),
                second: (*second.file).clone(),
            }));
        }
    }
}

/// Takes an action.
pub fn reduce(state: &mut app::State, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Choose(side, file) => state.packages.put(side, file, false, effects),
        Action::FromCamera(side, memory) => {
            state.packages.reading = Some(side);
            panel::reduce(state, panel::Action::ReadApplication(memory), effects);
        }
        Action::Clear(side) => {
            *state.packages.place(side) = None;
            state.packages.differences = None;
        }
    }
}

/// Takes what the worker told, if it is about packages. The camera's application is for others, too.
pub(in crate::ui) fn take(
    state: &mut app::State,
    event: Event,
    effects: &mut Vec<Effect>,
) -> Option<Event> {
    let packages = &mut state.packages;
    match event {
        Event::Inspected { facts } => {
            let side = packages.asked.pop_front();
            // An answer about a package that another one replaced since belongs to nobody.
            let newest = side.is_some_and(|side| !packages.asked.contains(&side));
            if let (Some(side), true) = (side, newest)
                && let Some(slot) = packages.place(side)
            {
                slot.facts = Some(facts);
            }
        }
        Event::PackagesCompared { differences } => {
            if packages.first.is_some() && packages.second.is_some() {
                state.said = w::said(&differences);
                packages.differences = Some(differences);
            }
        }
        Event::ApplicationRead { file, memory } => {
            if let Some(side) = packages.reading.take() {
                packages.put(side, file.clone(), true, effects);
            }
            return Some(Event::ApplicationRead { file, memory });
        }
        other => return Some(other),
    }
    None
}

/// A reading ended without a package.
pub(in crate::ui) const fn failed(state: &mut State) {
    state.reading = None;
}

#[cfg(test)]
mod tests {
    use serde_bytes::ByteBuf;

    use super::*;

    fn file(name: &str) -> NamedFile {
        NamedFile {
            name: name.to_owned(),
            bytes: ByteBuf::from(b"BR".to_vec()),
        }
    }

    fn refused(text: &str) -> Event {
        Event::Inspected {
            facts: Err(text.to_owned()),
        }
    }

    #[test]
    fn two_packages_are_inspected_and_compared() {
        let (mut state, mut effects) = (app::State::default(), Vec::new());
        reduce(
            &mut state,
            Action::Choose(Side::First, file("a")),
            &mut effects,
        );
        assert_eq!(effects.len(), 1);
        reduce(
            &mut state,
            Action::Choose(Side::Second, file("b")),
            &mut effects,
        );
        assert_eq!(effects.len(), 3);
        assert!(state.packages.comparing());
        take(&mut state, refused("a is none"), &mut effects);
        take(&mut state, refused("b is none"), &mut effects);
        let said = |side| state.packages.slot(side).unwrap().facts.clone();
        assert_eq!(said(Side::First), Some(Err("a is none".to_owned())));
        assert_eq!(said(Side::Second), Some(Err("b is none".to_owned())));
        let differences = Ok(Vec::new());
        take(
            &mut state,
            Event::PackagesCompared { differences },
            &mut effects,
        );
        assert_eq!(state.packages.differences, Some(Ok(Vec::new())));
        reduce(&mut state, Action::Clear(Side::Second), &mut effects);
        assert_eq!(state.packages.differences, None);
    }

    #[test]
    fn an_answer_about_a_replaced_package_is_dropped() {
        let (mut state, mut effects) = (app::State::default(), Vec::new());
        reduce(
            &mut state,
            Action::Choose(Side::First, file("a")),
            &mut effects,
        );
        reduce(
            &mut state,
            Action::Choose(Side::First, file("b")),
            &mut effects,
        );
        take(&mut state, refused("a"), &mut effects);
        assert_eq!(state.packages.slot(Side::First).unwrap().facts, None);
        take(&mut state, refused("b"), &mut effects);
        assert!(state.packages.slot(Side::First).unwrap().facts.is_some());
    }

    #[test]
    fn the_cameras_application_goes_to_the_place_that_asked() {
        let (mut state, mut effects) = (app::State::default(), Vec::new());
        let memory = Memory::Flash;
        reduce(
            &mut state,
            Action::FromCamera(Side::Second, memory),
            &mut effects,
        );
        let event = Event::ApplicationRead {
            memory,
            file: file("camera"),
        };
        assert!(take(&mut state, event, &mut effects).is_some());
        assert!(state.packages.slot(Side::Second).unwrap().from_camera);
        failed(&mut state.packages);
        assert_eq!(state.packages.reading, None);
    }
}
