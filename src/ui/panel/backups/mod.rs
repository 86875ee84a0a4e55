//! Backups: what a camera held before the first write of a visit, kept in the browser.

mod record;

#[cfg(target_arch = "wasm32")]
mod store;
#[cfg(target_arch = "wasm32")]
mod view;

pub use record::{Difference, Kept};
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use store::work;
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;

/// State of the library.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The backups, the newest first; `None` until they were read.
    pub all: Option<Vec<Kept>>,
    /// Why the browser keeps none.
    pub error: Option<String>,
    /// Why a file is no backup.
    pub refused: Option<String>,
    /// The backups marked for comparing, by their key, at most two.
    pub marked: Vec<u64>,
    /// The backup whose restoring was asked for, by its key.
    pub restoring: u64,
}

/// What the library is asked for; it answers with all backups.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Read them.
    List,
    /// Keep one more; without a time it is made now.
    Keep(Box<Kept>),
    /// Delete one.
    Delete(u64),
}

impl State {
    /// Marks a backup for comparing, or not any more; of three the first gives way.
    pub fn mark(&mut self, key: u64) {
        if let Some(at) = self.marked.iter().position(|it| *it == key) {
            self.marked.remove(at);
            return;
        }
        if self.marked.len() >= 2 {
            self.marked.remove(0);
        }
        self.marked.push(key);
    }

    /// The backup with this key.
    pub fn find(&self, key: u64) -> Option<&Kept> {
        self.all.as_ref()?.iter().find(|it| it.made_millis == key)
    }

    /// The two that are compared, the older first.
    pub fn compared(&self) -> Option<(&Kept, &Kept)> {
        let [first, second] = self.marked.as_slice() else {
            return None;
        };
        let (first, second) = (self.find(*first)?, self.find(*second)?);
        Some(if first.made_millis <= second.made_millis {
            (first, second)
        } else {
            (second, first)
        })
    }

    /// Takes in what the library answered.
    pub fn take(&mut self, answer: Result<Vec<Kept>, String>) {
        match answer {
            Ok(mut all) => {
                all.sort_by_key(|it| std::cmp::Reverse(it.made_millis));
                self.marked
                    .retain(|key| all.iter().any(|it| it.made_millis == *key));
                self.all = Some(all);
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{record::tests::kept, *};

    fn backup(made: u64) -> Kept {
        kept(made, None, 0)
    }

    #[test]
    fn two_are_compared_the_older_first() {
        let mut state = State::default();
        state.take(Ok(vec![backup(1), backup(3), backup(2)]));
        let keys: Vec<_> = state
            .all
            .iter()
            .flatten()
            .map(|it| it.made_millis)
            .collect();
        assert_eq!(keys, [3, 2, 1]);
        state.mark(3);
        assert_eq!(state.compared(), None);
        state.mark(1);
        state.mark(2);
        assert_eq!(state.marked, [1, 2]);
        let (older, newer) = state.compared().unwrap();
        assert_eq!((older.made_millis, newer.made_millis), (1, 2));
        state.mark(2);
        assert_eq!(state.marked, [1]);
        state.take(Ok(vec![backup(3)]));
        assert_eq!(state.marked, [0_u64; 0]);
    }
}
