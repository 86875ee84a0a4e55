//! A document with everything that was done to it.

use std::rc::Rc;

use super::{Applied, Document, Edit, document::Side};
use crate::pipeline::{PipelineError, parts::Parts};

/// A document at one moment. What did not change since the moment before is shared with it, so that a history without
/// limit stays small.
#[derive(Debug, Clone)]
struct Moment {
    parts: Parts,
    side: Rc<Side>,
}

impl Moment {
    fn of(document: &Document, before: Option<&Self>) -> Self {
        let side = before.map(|before| &before.side);
        Self {
            parts: document.pipeline.parts(before.map(|before| &before.parts)),
            side: match side {
                Some(side) if **side == document.side => Rc::clone(side),
                _ => Rc::new(document.side.clone()),
            },
        }
    }

    fn document(&self) -> Document {
        Document {
            pipeline: self.parts.pipeline(),
            side: (*self.side).clone(),
        }
    }
}

/// A document and its past and future.
#[derive(Debug, Clone)]
pub struct History {
    document: Document,
    /// The document as it was before the edits that are still merging.
    now: Moment,
    past: Vec<Moment>,
    future: Vec<Moment>,
    merging: Option<String>,
    revision: u64,
}

impl History {
    /// A document without a past.
    pub fn new(document: Document) -> Self {
        Self {
            now: Moment::of(&document, None),
            document,
            past: Vec::new(),
            future: Vec::new(),
            merging: None,
            revision: 0,
        }
    }

    /// The document.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// Grows with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether there is something to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to make again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Makes an edit that can be taken back. When it fails the document is as before.
    pub fn apply(&mut self, edit: Edit) -> Result<Applied, PipelineError> {
        let key = edit.merges();
        let merge = key.is_some() && key == self.merging;
        // An edit that merges is a single step, which fails as a whole.
        if !merge {
            self.now = Moment::of(&self.document, Some(&self.now));
        }
        match self.document.apply(edit) {
            Ok(applied) => {
                if !merge {
                    self.past.push(self.now.clone());
                }
                self.future.clear();
                self.merging = key;
                self.revision += 1;
                Ok(applied)
            }
            Err(error) => {
                if !merge {
                    self.document = self.now.document();
                }
                Err(error)
            }
        }
    }

    /// The next edit does not merge with the last: a drag ended, a field was left.
    pub fn pause(&mut self) {
        self.merging = None;
    }

    /// Takes the last edit back; tells whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else {
            return false;
        };
        let now = Moment::of(&self.document, Some(&before));
        self.future.push(now);
        self.go_to(before);
        true
    }

    /// Makes the edit again that was taken back last; tells whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else {
            return false;
        };
        let now = Moment::of(&self.document, Some(&after));
        self.past.push(now);
        self.go_to(after);
        true
    }

    fn go_to(&mut self, moment: Moment) {
        self.document = moment.document();
        self.now = moment;
        self.merging = None;
        self.revision += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::Point;

    fn add(class: &str, x: i32) -> Edit {
        Edit::Add {
            class: class.into(),
            at: Point::new(x, 0),
        }
    }

    fn moved(id: i64, x: i32) -> Edit {
        Edit::Move {
            nodes: vec![(id, Point::new(x, 0))],
            notes: vec![],
        }
    }

    #[test]
    fn edits_are_taken_back_and_made_again() {
        let mut history = History::new(Document::default());
        let empty = history.document().clone();
        history.apply(add("ColorCamera", 0)).unwrap();
        let one = history.document().clone();
        history.apply(add("Script", 400)).unwrap();
        let two = history.document().clone();
        assert!(history.undo());
        assert_eq!(history.document(), &one);
        assert!(history.undo() && !history.undo());
        assert_eq!(history.document(), &empty);
        assert!(history.redo() && history.redo() && !history.redo());
        assert_eq!(history.document(), &two);
        history.undo();
        history.apply(add("IMU", 800)).unwrap();
        assert!(!history.can_redo(), "a new edit ends the other future");
    }

    #[test]
    fn a_drag_is_one_step_and_two_drags_are_two() {
        let mut history = History::new(Document::default());
        history.apply(add("ColorCamera", 0)).unwrap();
        for x in 1..50 {
            history.apply(moved(0, x)).unwrap();
        }
        history.pause();
        for x in 50..99 {
            history.apply(moved(0, x)).unwrap();
        }
        history.undo();
        assert_eq!(history.document().place(0).x, 49);
        history.undo();
        assert_eq!(history.document().place(0).x, 0);
        history.redo();
        assert_eq!(history.document().place(0).x, 49);
    }

    #[test]
    fn a_failed_edit_leaves_no_trace() {
        let mut history = History::new(Document::default());
        history.apply(add("ColorCamera", 0)).unwrap();
        let before = history.document().clone();
        let bad = Edit::Set {
            nodes: vec![0, 7],
            property: "fps".into(),
            value: 15.into(),
        };
        assert!(history.apply(bad).is_err());
        assert_eq!(history.document(), &before);
        history.undo();
        assert!(!history.can_undo());
    }
}
