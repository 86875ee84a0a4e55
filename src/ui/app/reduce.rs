//! The page's behaviour: what each action changes and asks for.
//!
//! Pure. After every action [`settle`] draws the conclusions that do not depend on how the state came about: a plan is
//! asked for when everything it needs is there, and thrown away when something it rests on changed.

use super::{
    Action, Effect, Engine, Saved, State, Step, View, VirtualWish,
    begin::{connect, open, plan},
    events, steps, studio,
};
use crate::{
    engine::protocol::Command,
    text::{page as words, units},
    ui::{
        camera::Goal,
        flash::{Boot, Phase, Request},
        handover, packages, panel, recipes,
        studio::bridge::StudioCommand,
    },
};

/// Changes `state` by `action` at `now` seconds on the page's clock; returns what must happen next, in order.
pub fn reduce(state: &mut State, action: Action, now: f64) -> Vec<Effect> {
    state.now = now;
    let mut effects = Vec::new();
    match action {
        Action::Opened {
            view,
            wish,
            usb,
            saved,
        } => {
            state.view = view;
            state.usb = usb;
            opened(state, wish, saved, &mut effects);
        }
        Action::Engine(event) => events::take(state, event, &mut effects),
        Action::Went(view) => state.view = view,
        Action::ShowRecipe(id) => recipes::show(state, id),
        Action::SearchRecipes(words) => state.recipes.search = words,
        Action::ChooseTopic(topic) => state.recipes.topic = topic,
        Action::CopyHost(id) => effects.extend(recipes::host_text(state, &id).map(Effect::Copy)),
        Action::SaveHost(id) => {
            effects.extend(recipes::host_file(state, &id).map(Effect::Download));
        }
        Action::NextTheme => {
            state.theme = state.theme.next();
            effects.push(Effect::Save(Saved::of(state)));
        }
        Action::Toggle(step) => {
            state.open = (state.open != Some(step)).then_some(step);
        }
        Action::Open(step) => open(state, step, &mut effects),
        Action::ShowKeys(true) if state.view == View::Studio => {
            studio::tell(state, StudioCommand::ShowKeys, &mut effects);
        }
        Action::ShowKeys(shown) => state.keys_shown = shown,
        Action::Tick => {
            if state.camera.waiting.is_some()
                && let Some(running) = state.flash.running_mut()
            {
                running.pause(now);
            }
        }
        Action::Dragging(dragging) => state.dragging = dragging,
        Action::RestartEngine => {
            state.engine = Engine::Starting;
            effects.push(Effect::StartEngine);
            effects.push(Effect::Send(Command::ListRecipes));
        }
        Action::Copied => state.flash.copied = true,
        Action::Panel(action) => panel::reduce(state, action, &mut effects),
        Action::Packages(action) => packages::reduce(state, action, &mut effects),
        Action::HandOver(place) => handover::open(state, place, &mut effects),
        Action::CopyLine => {
            let line = words::studio::files::PYTHON_LINE.to_owned();
            effects.push(Effect::Copy(line));
        }
        Action::Print => effects.push(Effect::Print),
        other => {
            // Each step takes its own actions and hands the others on.
            let other = studio::reduce(state, other, &mut effects);
            let other = other.and_then(|it| steps::camera(state, it, &mut effects));
            let other = other.and_then(|it| steps::application(state, it, &mut effects));
            if let Some(other) = other {
                steps::flash(state, other, &mut effects);
            }
        }
    }
    settle(state, &mut effects);
    effects
}

fn opened(state: &mut State, wish: Option<VirtualWish>, saved: Saved, effects: &mut Vec<Effect>) {
    state.theme = saved.theme;
    state.application.inputs = saved.inputs;
    state.open = Some(Step::Camera);
    effects.push(Effect::Send(Command::ListRecipes));
    effects.push(Effect::Send(Command::ListCameras));
    effects.push(Effect::Backups(panel::backups::Job::List));
    if let Some(VirtualWish { profile, speed }) = wish {
        connect(state, Goal::Virtual { profile, speed }, effects);
    }
}

/// Draws the conclusions that follow from the state alone.
fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    panel::look_by_itself(state, effects);
    studio::settle(state, effects);
    let wanted = state.open == Some(Step::Flash)
        && state.camera.info().is_some()
        && state.application.ready().is_some()
        && state.flash.boot == Boot::Idle;
    if !wanted {
        return;
    }
    let memory = state.flash.memory;
    let free = match &state.flash.operation {
        None => true,
        // A plan or an outcome that belongs to step 1 gives way when step 3 is opened; the worker keeps only one plan.
        Some(operation) if operation.request.step() == Step::Camera => {
            !matches!(operation.phase, Phase::Running(_) | Phase::Planning)
        }
        Some(_) => false,
    };
    if free {
        let command = panel::application_command(state, memory);
        plan(state, Request::Application(memory), command, effects);
    }
}

/// The tab's title: the percentage while something is written, what was reached afterwards.
pub fn title(state: &State) -> String {
    let prefix = match state
        .flash
        .operation
        .as_ref()
        .map(|operation| &operation.phase)
    {
        Some(Phase::Running(running)) => Some(format!("{} %", units::percent(running.fraction()))),
        Some(Phase::Done(_)) => Some(words::flash::TITLE_DONE.to_owned()),
        Some(Phase::Failed(_)) => Some(words::flash::TITLE_FAILED.to_owned()),
        _ => None,
    };
    match (prefix, state.view) {
        (Some(prefix), _) => format!("{prefix} · {}", words::PRODUCT),
        (None, View::Camera(_)) => format!("{} · {}", words::header::CAMERA, words::PRODUCT),
        (None, View::Recipes) => match recipes::shown(state) {
            Some(recipe) => format!("{} · {}", recipe.title, words::PRODUCT),
            None => format!("{} · {}", words::header::RECIPES, words::PRODUCT),
        },
        (None, View::Studio) => match state.studio.project.as_str() {
            "" => format!("{} · {}", words::header::STUDIO, words::PRODUCT),
            name => format!("{name} · {}", words::PRODUCT),
        },
        (None, View::Help) => format!("{} · {}", words::header::HELP, words::PRODUCT),
        (None, View::Flash) => words::PRODUCT.to_owned(),
    }
}
