//! Loops without end that never wait: they take the whole processor, and the camera's other work with it.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{
    Expr, Number, Stmt, StmtFunctionDef, StmtWhile,
    visitor::{Visitor, walk_expr, walk_stmt},
};

/// Methods and functions that wait, or may.
const WAITING: [&str; 28] = [
    "accept",
    "acquire",
    "connect",
    "create_connection",
    "get",
    "getAll",
    "getresponse",
    "handle_request",
    "input",
    "join",
    "makefile",
    "poll",
    "read",
    "readinto",
    "readline",
    "recv",
    "recv_into",
    "recvfrom",
    "recvfrom_into",
    "request",
    "select",
    "sendall",
    "serve_forever",
    "sleep",
    "urlopen",
    "wait",
    "wait_for",
    "waitInterruptEvent",
];

/// What is known about the functions of a script.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Functions and methods that are defined in the script, by name, with the calls in them.
    functions: BTreeMap<String, Calls>,
}

/// The calls in a part of a script.
#[derive(Debug, Default, Clone)]
struct Calls {
    /// Names, of functions and of methods.
    names: BTreeSet<String>,
    /// Whether something is called that has no name here.
    unknown: bool,
    /// Whether the part can be left: by `break`, `return`, `raise` or `yield`.
    leaves: bool,
}

impl Waits {
    /// Looks at all functions of a script.
    pub(super) fn of(suite: &[Stmt]) -> Self {
        struct Functions(BTreeMap<String, Calls>);
        impl<'ast> Visitor<'ast> for Functions {
            fn visit_stmt(&mut self, stmt: &'ast Stmt) {
                if let Stmt::FunctionDef(StmtFunctionDef { name, body, .. }) = stmt {
                    let calls = Calls::of(body);
                    let own = self.0.entry(name.to_string()).or_default();
                    own.names.extend(calls.names);
                    own.unknown |= calls.unknown;
                }
                walk_stmt(self, stmt);
            }
        }
        let mut functions = Functions(BTreeMap::new());
        functions.visit_body(suite);
        Self {
            functions: functions.0,
        }
    }

    /// Whether a loop has no end, cannot be left and certainly does not wait.
    pub(super) fn never_waits(&self, it: &StmtWhile) -> bool {
        let calls = Calls::of(&it.body);
        is_endless(&it.test) && !calls.leaves && !self.may_wait(&calls)
    }

    fn may_wait(&self, calls: &Calls) -> bool {
        let mut open: Vec<&Calls> = vec![calls];
        let mut seen = BTreeSet::new();
        while let Some(calls) = open.pop() {
            if calls.unknown {
                return true;
            }
            for name in &calls.names {
                if WAITING.contains(&name.as_str()) {
                    return true;
                }
                if let Some(own) = self.functions.get(name)
                    && seen.insert(name)
                {
                    open.push(own);
                }
            }
        }
        false
    }
}

impl Calls {
    fn of(body: &[Stmt]) -> Self {
        let mut calls = Self::default();
        calls.visit_body(body);
        calls
    }
}

impl<'ast> Visitor<'ast> for Calls {
    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        match stmt {
            // What is only defined here is not done here.
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            Stmt::Break(_) | Stmt::Return(_) | Stmt::Raise(_) => self.leaves = true,
            // Whatever a `for` or `with` goes through may wait: a socket's lines, a lock.
            Stmt::With(_) => self.unknown = true,
            Stmt::For(it)
                if !matches!(
                    it.iter.as_ref(),
                    Expr::Call(_) | Expr::List(_) | Expr::Tuple(_)
                ) =>
            {
                self.unknown = true;
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Lambda(_) => return,
            Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_) => self.unknown = true,
            Expr::Call(call) => match call.func.as_ref() {
                Expr::Name(name) => drop(self.names.insert(name.id.to_string())),
                Expr::Attribute(method) => drop(self.names.insert(method.attr.to_string())),
                _ => self.unknown = true,
            },
            _ => {}
        }
        walk_expr(self, expr);
    }
}

/// `True`, a number but zero, or a text.
fn is_endless(test: &Expr) -> bool {
    match test {
        Expr::BooleanLiteral(it) => it.value,
        Expr::NumberLiteral(it) => match &it.value {
            Number::Int(value) => value.as_u64() != Some(0),
            Number::Float(_) | Number::Complex { .. } => true,
        },
        Expr::StringLiteral(it) => !it.value.is_empty(),
        _ => false,
    }
}
