//! A file dropped on a node.

use bytes::Bytes;

use super::{Document, Edit};
use crate::pipeline::{files::Owner, form::node_fields};

/// The property of a node that takes a dropped file of this name: a network node takes a `.blob`, a Script a `.py`.
fn property(document: &Document, node: i64, file: &str) -> Option<String> {
    let wanted = match file.rsplit('.').next() {
        Some("blob") => "blobUri",
        Some("py") => "scriptUri",
        _ => return None,
    };
    let fields = node_fields(document.pipeline().node(node)?);
    let mut names = fields.into_iter().map(|field| field.name);
    names.find(|name| name == wanted)
}

/// The edit that gives a node a dropped file, if it takes one of this name.
pub fn dropped(document: &Document, node: i64, file: &str, bytes: Bytes) -> Option<Edit> {
    let property = property(document, node, file)?;
    if property == "scriptUri" {
        let source = String::from_utf8_lossy(&bytes).into_owned();
        return Some(Edit::SetScript { node, source });
    }
    Some(Edit::SetFile {
        owner: Owner::Nodes(vec![node]),
        property,
        file: Some(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pipeline::Pipeline, studio::History};

    #[test]
    fn a_node_takes_what_it_is_made_for() {
        let mut pipeline = Pipeline::default();
        let network = pipeline.create("NeuralNetwork").unwrap();
        let script = pipeline.create("Script").unwrap();
        let mut history = History::new(Document::new("test", pipeline));
        let file = Bytes::from_static(b"pass");
        let edit =
            |history: &History, node, name| dropped(history.document(), node, name, file.clone());
        assert_eq!(edit(&history, network, "main.py"), None);
        assert_eq!(edit(&history, script, "net.blob"), None);
        assert_eq!(edit(&history, 99, "net.blob"), None);
        let blob = edit(&history, network, "net.blob").unwrap();
        history.apply(blob).unwrap();
        let source = edit(&history, script, "main.py").unwrap();
        history.apply(source).unwrap();
        assert_eq!(history.document().pipeline().assets().len(), 2);
    }
}
