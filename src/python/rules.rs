//! The rules, and the walk over a script that asks them.

use ruff_python_ast::{
    Expr, Stmt,
    visitor::{Visitor, walk_expr, walk_stmt},
};
use ruff_text_size::{Ranged, TextRange};

use super::{
    Kind, Problem, Script,
    device::{Presence, presence},
    ports::PortNames,
    position::Lines,
    waits::Waits,
};

/// What surrounds the place that is looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    in_function: bool,
    in_loop: bool,
}

/// The walk.
pub(super) struct Rules<'a> {
    script: &'a Script,
    lines: &'a Lines<'a>,
    around: Around,
    waits: Waits,
    ports: PortNames,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(script: &'a Script, lines: &'a Lines<'a>) -> Self {
        Self {
            script,
            lines,
            around: Around::default(),
            waits: Waits::default(),
            ports: PortNames::default(),
            problems: Vec::new(),
        }
    }

    /// Asks all rules.
    pub(super) fn run(&mut self, suite: &[Stmt]) {
        self.waits = Waits::of(suite);
        self.visit_body(suite);
        if let Some(ports) = &self.script.ports {
            let found = self.ports.compare(ports);
            for (kind, range) in found {
                self.report(kind, range);
            }
        }
    }

    fn report(&mut self, kind: Kind, range: TextRange) {
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let place = self.lines.place(start, end);
        self.problems.push(Problem::new(kind, place));
    }

    fn within(&mut self, around: Around, look: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.around, around);
        look(self);
        self.around = before;
    }

    fn needs_function(&mut self, word: &str, range: TextRange) {
        if !self.around.in_function {
            self.report(Kind::OutsideFunction(word.to_owned()), range);
        }
    }

    fn needs_loop(&mut self, word: &str, range: TextRange) {
        if !self.around.in_loop {
            self.report(Kind::OutsideLoop(word.to_owned()), range);
        }
    }

    fn import(&mut self, module: &str, range: TextRange) {
        match presence(module) {
            Presence::Everywhere => {}
            Presence::Network if self.script.has_network => {}
            Presence::Network => self.report(Kind::NeedsNetwork(module.to_owned()), range),
            Presence::Nowhere => self.report(Kind::MissingModule(module.to_owned()), range),
        }
    }
}

impl<'ast> Visitor<'ast> for Rules<'_> {
    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        let function = Around {
            in_function: true,
            in_loop: false,
        };
        let in_loop = Around {
            in_loop: true,
            ..self.around
        };
        match stmt {
            Stmt::FunctionDef(_) => return self.within(function, |it| walk_stmt(it, stmt)),
            Stmt::ClassDef(_) => {
                return self.within(Around::default(), |it| walk_stmt(it, stmt));
            }
            Stmt::While(it) => {
                if self.waits.never_waits(it) {
                    let keyword = TextRange::new(it.range.start(), it.test.range().end());
                    self.report(Kind::BusyLoop, keyword);
                }
                self.visit_expr(&it.test);
                self.within(in_loop, |rules| rules.visit_body(&it.body));
                return self.visit_body(&it.orelse);
            }
            Stmt::For(it) => {
                self.visit_expr(&it.iter);
                self.visit_expr(&it.target);
                self.within(in_loop, |rules| rules.visit_body(&it.body));
                return self.visit_body(&it.orelse);
            }
            Stmt::Return(it) => self.needs_function("return", it.range),
            Stmt::Break(it) => self.needs_loop("break", it.range),
            Stmt::Continue(it) => self.needs_loop("continue", it.range),
            Stmt::Import(it) => {
                for alias in &it.names {
                    self.import(&alias.name, alias.name.range());
                }
            }
            Stmt::ImportFrom(it) => {
                if let (Some(module), 0) = (&it.module, it.level) {
                    self.import(module, module.range());
                }
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Yield(it) => self.needs_function("yield", it.range),
            Expr::YieldFrom(it) => self.needs_function("yield", it.range),
            Expr::Await(it) => self.needs_function("await", it.range),
            Expr::Lambda(_) => {
                let function = Around {
                    in_function: true,
                    in_loop: false,
                };
                return self.within(function, |it| walk_expr(it, expr));
            }
            _ => self.ports.see(expr),
        }
        walk_expr(self, expr);
    }
}
