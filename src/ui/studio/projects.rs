//! Projects kept in the browser: what is known of each, and what the store is asked for.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// What the list shows of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Its key: milliseconds of the computer's clock when it was made.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its number of nodes.
    pub n_nodes: usize,
    /// When it was changed last, in the same milliseconds.
    pub changed_millis: u64,
    /// The same as the person writes it.
    pub changed_at: String,
}

/// What the store is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// The list.
    List,
    /// Keep a project: its list entry, whose written time the root fills in, and its file.
    Keep(Project, ByteBuf),
    /// Give a project's file.
    Read(u64),
    /// Take one out, and give it.
    Take(u64),
    /// Put one back as it was.
    Put(Project, ByteBuf),
}

/// What the store answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// The list.
    Projects(Vec<Project>),
    /// A project's file.
    File(u64, ByteBuf),
    /// The file is not there.
    Missing,
    /// The project was kept.
    Kept(Project),
    /// The project was taken out.
    Taken(Project, ByteBuf),
}

/// Projects as the studio knows them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Projects {
    /// All, the last changed first; none until they were read.
    pub all: Option<Vec<Project>>,
    /// The open one's key; none until it is kept first.
    pub open: Option<u64>,
    /// The revision that was kept last.
    pub kept: Option<u64>,
    /// Why the browser keeps none.
    pub error: Option<String>,
    /// The project that is on its way out of the store, to be opened.
    pub reading: Option<u64>,
    /// The project that was deleted last, to bring it back.
    pub deleted: Option<(Project, ByteBuf)>,
    /// Whether the list is open over the canvas.
    pub shown: bool,
}

impl Projects {
    /// A key for a new project at a time.
    pub fn new_id(&self, now_millis: u64) -> u64 {
        let taken = |id: &u64| self.all.iter().flatten().any(|it| it.id == *id);
        let mut id = now_millis;
        while taken(&id) {
            id += 1;
        }
        id
    }

    /// Takes the store's list.
    pub fn take(&mut self, mut all: Vec<Project>) {
        all.sort_by_key(|it| std::cmp::Reverse(it.changed_millis));
        self.all = Some(all);
        self.error = None;
    }

    /// Takes in that a project was kept.
    pub fn take_kept(&mut self, project: Project) {
        let mut all = self.all.take().unwrap_or_default();
        all.retain(|it| it.id != project.id);
        all.push(project);
        self.take(all);
    }

    /// Takes in that a project was taken out.
    pub fn take_deleted(&mut self, project: Project, file: ByteBuf) {
        if let Some(all) = &mut self.all {
            all.retain(|it| it.id != project.id);
        }
        self.deleted = Some((project, file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: u64, changed_millis: u64) -> Project {
        Project {
            id,
            name: id.to_string(),
            n_nodes: 1,
            changed_millis,
            changed_at: String::new(),
        }
    }

    #[test]
    fn the_last_changed_is_first_and_deleted_ones_are_gone() {
        let mut projects = Projects::default();
        projects.take(vec![project(1, 5), project(2, 9)]);
        projects.take_kept(project(1, 20));
        let ids = |projects: &Projects| {
            let all = projects.all.iter().flatten();
            all.map(|it| it.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&projects), [1, 2]);
        projects.take_deleted(project(1, 20), ByteBuf::new());
        assert_eq!(ids(&projects), [2]);
        projects.take_kept(project(1, 20));
        assert_eq!(ids(&projects), [1, 2]);
    }
}
