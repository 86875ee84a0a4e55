//! The two places for packages, and what became of what was put there.

use std::rc::Rc;

use crate::{
    bootloader::Memory,
    engine::protocol::{Command, Event, NamedFile},
    text::page::packages as w,
    ui::{
        app::{self, Effect},
        panel,
    },
};

/// One of the two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// One package.
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
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.file, &other.file)
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
        self.differences = None;
        *self.place(side) = Some(Slot {
            file: Rc::new(file),
            from_camera,
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

    #[test]
    fn two_packages_are_compared() {
        let (mut state, mut effects) = (app::State::default(), Vec::new());
        for (side, name, n) in [(Side::First, "a", 0), (Side::Second, "b", 1)] {
            reduce(&mut state, Action::Choose(side, file(name)), &mut effects);
            assert_eq!(effects.len(), n);
        }
        assert!(state.packages.comparing());
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
