//! The names in `node.io["name"]`, against the node's ports.

use ruff_python_ast::Expr;
use ruff_text_size::{Ranged as _, TextRange};

use super::{Kind, Ports};

/// What a script does with its ports.
#[derive(Debug, Default)]
pub(super) struct PortNames {
    used: Vec<(String, Use, TextRange)>,
    /// Whether a name is worked out while the script runs, so that any port may be used.
    computed: bool,
}

/// How a port is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// `get`, `tryGet` and their like.
    In,
    /// `send`.
    Out,
    /// Not told by the call.
    Either,
}

impl PortNames {
    /// Looks at an expression.
    pub(super) fn see(&mut self, expr: &Expr) {
        match expr {
            Expr::Attribute(it) => {
                if let Some((name, range)) = self.port(&it.value) {
                    let how = match it.attr.as_str() {
                        "get" | "tryGet" | "getAll" | "tryGetAll" | "has" => Use::In,
                        "send" => Use::Out,
                        _ => Use::Either,
                    };
                    self.used.push((name, how, range));
                }
            }
            Expr::Subscript(_) => {
                if let Some((name, range)) = self.port(expr) {
                    self.used.push((name, Use::Either, range));
                }
            }
            _ => {}
        }
    }

    /// The name in `node.io["name"]`, with its place.
    fn port(&mut self, expr: &Expr) -> Option<(String, TextRange)> {
        let Expr::Subscript(subscript) = expr else {
            return None;
        };
        let Expr::Attribute(io) = subscript.value.as_ref() else {
            return None;
        };
        let Expr::Name(node) = io.value.as_ref() else {
            return None;
        };
        if node.id.as_str() != "node" || io.attr.as_str() != "io" {
            return None;
        }
        if let Expr::StringLiteral(text) = subscript.slice.as_ref() {
            return Some((text.value.to_str().to_owned(), text.range()));
        }
        self.computed = true;
        None
    }

    /// What does not fit the node's ports.
    pub(super) fn compare(&self, ports: &Ports) -> Vec<(Kind, TextRange)> {
        let is_input = |name: &String| ports.inputs.contains(name);
        let is_output = |name: &String| ports.outputs.contains(name);
        let mut found = Vec::new();
        for (name, how, range) in &self.used {
            let kind = match how {
                Use::In if !is_input(name) => Kind::UnknownInput(name.clone()),
                Use::Out if !is_output(name) => Kind::UnknownOutput(name.clone()),
                _ => continue,
            };
            found.push((kind, *range));
        }
        if !self.computed {
            let read = |name: &&String| {
                let mut uses = self.used.iter();
                uses.any(|(used, how, _)| used == *name && *how != Use::Out)
            };
            let unread = ports.inputs.iter().filter(|name| !read(name));
            found.extend(unread.map(|name| {
                let kind = Kind::UnreadInput(name.clone());
                (kind, TextRange::default())
            }));
        }
        found
    }
}
