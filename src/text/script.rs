//! What is wrong with a script for the camera, in sentences.

use crate::python::Kind;

/// A problem: what is wrong, and what to do.
pub fn script_problem(kind: &Kind) -> String {
    match kind {
        Kind::Syntax(words) => format!("Not Python: {words}."),
        Kind::OutsideFunction(word) => {
            format!("`{word}` stands outside a function. Put it into one, or remove it.")
        }
        Kind::OutsideLoop(word) => {
            format!("`{word}` stands outside a loop. Put it into one, or remove it.")
        }
        Kind::UnknownInput(name) => format!(
            "This node has no linked input “{name}”, so the script would wait for ever. Create it, or use another name."
        ),
        Kind::UnknownOutput(name) => {
            format!("This node has no output “{name}”. Create it, or use another name.")
        }
        Kind::UnreadInput(name) => format!(
            "The input “{name}” is linked but never read: its queue fills up and holds up the sender. Read it, or remove the link."
        ),
        Kind::HostName(name) => format!(
            "“{name}” is a name, and a camera cannot look up names. Use an IP address."
        ),
        Kind::MissingModule(name) => format!(
            "The camera's Python has no module “{name}”. Do without it, or put its source into this script."
        ),
        Kind::NeedsNetwork(name) => format!(
            "The module “{name}” exists only on the processor LEON_CSS. Set this node's processor to it."
        ),
        Kind::BusyLoop => "This loop never waits: it takes the whole processor from the camera's other work. Wait for a message \
                           with get(), or sleep."
            .to_owned(),
        Kind::TooDeep => "This script is too long or nested too deep to be checked. It may still run.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_say_what_to_do() {
        let kinds = [
            Kind::Syntax("Expected an expression".into()),
            Kind::OutsideFunction("return".into()),
            Kind::UnknownInput("frame".into()),
            Kind::UnreadInput("frame".into()),
            Kind::MissingModule("cv2".into()),
            Kind::BusyLoop,
        ];
        for kind in kinds {
            let sentence = script_problem(&kind);
            assert!(
                sentence.ends_with('.') && !sentence.ends_with(".."),
                "{sentence}"
            );
        }
    }
}
