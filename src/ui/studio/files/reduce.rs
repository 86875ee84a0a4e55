//! What the ways in and out do.

use bytes::Bytes;
use serde_json::Value;

use super::{
    export::{Exported, Format, export, source},
    kind::{Kind, stem},
    state::{Action, Message, Tone},
};
use crate::{
    engine::protocol::{ApplicationSource, NamedFile, PipelineFile},
    pipeline::{Pipeline, share},
    studio::{Document, dropped},
    text::{
        self,
        page::studio::{files as w, problems as problem_words, sentence},
    },
    ui::studio::{
        Effect, State as Studio,
        bridge::{StudioApplication, StudioEvent},
        editing, keeping,
    },
};

/// Takes an action.
pub fn reduce(studio: &mut Studio, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Take(file) => take(studio, file, effects),
        Action::Unreadable(sentence) => refuse(studio, w::NOT_OPENED, sentence),
        Action::Export(format) => leave(studio, format, effects),
        Action::Copied(copied) => studio.files.line_copied = copied,
        Action::LinkCopied(link, copied) => {
            let (tone, lines) = if copied {
                (Tone::Good, vec![w::LINK_COPIED.to_owned()])
            } else {
                (Tone::Warning, Vec::new())
            };
            tell(studio, tone, w::LINK_SHOWN, lines);
            if let Some(message) = &mut studio.files.message {
                message.link = Some(link);
            }
        }
        Action::CopyLine => effects.push(Effect::CopyLine(w::PYTHON_LINE)),
        Action::Flash => flash(studio, effects),
        Action::Dismiss => studio.files.message = None,
    }
}

fn tell(studio: &mut Studio, tone: Tone, title: &'static str, lines: Vec<String>) {
    studio.said = std::iter::once(title)
        .chain(lines.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(". ");
    studio.files.message = Some(Message {
        tone,
        title,
        lines,
        link: None,
    });
}

fn refuse(studio: &mut Studio, title: &'static str, why: String) {
    studio.files.opening = None;
    studio.files.building = false;
    tell(studio, Tone::Bad, title, vec![why]);
}

/// A file from anywhere. What cannot be opened leaves the open project as it is.
pub(in crate::ui::studio) fn take(studio: &mut Studio, file: NamedFile, effects: &mut Vec<Effect>) {
    studio.files.message = None;
    match Kind::of(&file) {
        Kind::Project => match Document::from_project(&file.bytes) {
            Ok(document) => opened(studio, document, effects),
            Err(error) => refuse(studio, w::NOT_OPENED, text::bad_file(&file.name, &error)),
        },
        Kind::Pipeline => match Pipeline::from_json(&file.bytes) {
            Ok(pipeline) => {
                let document = Document::new(stem(&file.name), pipeline);
                opened(studio, document, effects);
            }
            Err(error) => refuse(studio, w::NOT_OPENED, text::bad_file(&file.name, &error)),
        },
        Kind::Package => {
            studio.files.opening = Some(file.name.clone());
            let app_name = stem(&file.name).to_owned();
            effects.push(Effect::Tell(StudioEvent::ReadPipeline(
                ApplicationSource::File {
                    file,
                    app_name,
                    compressed: true,
                    board_config: None,
                },
            )));
        }
        Kind::Network => network(studio, file),
        Kind::Other(why) => refuse(studio, w::NOT_OPENED, why),
    }
}

/// A network goes to the selected node, if it takes one.
fn network(studio: &mut Studio, file: NamedFile) {
    let mut nodes = studio.selection.nodes.iter();
    let only = nodes.next().copied().filter(|_| nodes.next().is_none());
    let bytes = Bytes::from(file.bytes.into_vec());
    let edit = studio
        .document()
        .zip(only)
        .and_then(|(document, node)| dropped(document, node, &file.name, bytes));
    match edit {
        Some(edit) => editing::edit_document(studio, edit),
        None => refuse(studio, w::NOT_OPENED, w::network_here(&file.name)),
    }
}

/// A pipeline that the page's worker took out of something, or why it could not.
pub(in crate::ui::studio) fn answered(
    studio: &mut Studio,
    answer: Result<PipelineFile, String>,
    effects: &mut Vec<Effect>,
) {
    studio.files.opening = None;
    let file = match answer {
        Ok(file) => file,
        Err(sentence) => return refuse(studio, w::NOT_OPENED, sentence),
    };
    match Pipeline::from_json(&file.json) {
        Ok(pipeline) => {
            let board = file.board.as_deref();
            let board: Option<Value> = board.and_then(|json| serde_json::from_str(json).ok());
            opened(
                studio,
                Document::with_board(file.name, pipeline, board),
                effects,
            );
        }
        Err(error) => refuse(studio, w::NOT_OPENED, text::bad_file(&file.name, &error)),
    }
}

/// The package was built and saved, or could not be built.
pub(in crate::ui::studio) fn built(studio: &mut Studio, answer: Result<String, String>) {
    studio.files.building = false;
    match answer {
        Ok(name) => studio.said = w::saved(&name),
        Err(why) => refuse(studio, w::NOT_EXPORTED, why),
    }
}

/// The address within the studio: a link may carry a project, which becomes a new one.
pub(in crate::ui::studio) fn went(studio: &mut Studio, place: &str, effects: &mut Vec<Effect>) {
    let Some(text) = place.strip_prefix("?project=") else {
        return;
    };
    effects.push(Effect::ForgetLink);
    let bytes = share::from_text(text).map_err(|error| sentence(&error.to_string()));
    let document = bytes.and_then(|bytes| {
        Document::from_project(&bytes).map_err(|error| text::bad_file(w::LINK_SHOWN, &error))
    });
    match document {
        Ok(document) => opened(studio, document, effects),
        Err(why) => refuse(studio, w::BAD_LINK, why),
    }
}

fn opened(studio: &mut Studio, document: Document, effects: &mut Vec<Effect>) {
    studio.files.message = None;
    studio.said = format!("{} {}", w::OPENED, document.name());
    keeping::open(studio, document, effects);
}

fn leave(studio: &mut Studio, format: Format, effects: &mut Vec<Effect>) {
    studio.files.message = None;
    let Some(document) = studio.document() else {
        return;
    };
    match export(document, format) {
        Ok(Exported::File(file, missing)) => {
            let name = file.name.clone();
            effects.push(Effect::Tell(StudioEvent::Download(file)));
            studio.said = w::saved(&name);
            if !missing.is_empty() {
                let lines = missing.iter().map(|it| sentence(it)).collect();
                tell(studio, Tone::Warning, w::PYTHON_MISSING, lines);
            }
        }
        Ok(Exported::Build(source)) => {
            studio.files.building = true;
            effects.push(Effect::Tell(StudioEvent::BuildPackage(source)));
        }
        Ok(Exported::Link(text)) => effects.push(Effect::CopyLink(text)),
        Err(why) => refuse(studio, w::NOT_EXPORTED, sentence(&why)),
    }
}

/// Why the pipeline cannot be flashed as it is; nothing while it can.
pub(in crate::ui::studio) fn unready(studio: &Studio) -> Option<String> {
    let Some(analysis) = &studio.analysis else {
        return Some(problem_words::CHECKING.to_owned());
    };
    match analysis.errors() {
        0 if analysis.meter.is_none() => Some(studio.meter.missing().to_owned()),
        0 => None,
        errors => Some(problem_words::refused(errors)),
    }
}

/// Hands the pipeline to the steps, unless something keeps it from working there.
fn flash(studio: &mut Studio, effects: &mut Vec<Effect>) {
    editing::analyse(studio);
    if let Some(why) = unready(studio) {
        studio.problems.open = true;
        return refuse(studio, problem_words::NOT_FLASHED, why);
    }
    let Some(document) = studio.document() else {
        return;
    };
    match source(document, !studio.meter.uncompressed) {
        Ok(ApplicationSource::File {
            file,
            app_name,
            compressed,
            board_config,
        }) => {
            effects.push(Effect::Tell(StudioEvent::Use(StudioApplication {
                name: app_name,
                json: file.bytes,
                board: board_config,
                compressed,
            })));
        }
        Ok(_) => {}
        Err(why) => refuse(studio, w::NOT_EXPORTED, sentence(&why)),
    }
}
