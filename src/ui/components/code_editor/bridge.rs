//! The script of `xtask/editor`, seen from here.

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use crate::{
    engine::python::Told,
    python::{Ports, Severity},
};

#[wasm_bindgen]
extern "C" {
    /// Loads the script; the page's starter script defines it, because only that knows the address.
    #[wasm_bindgen(js_name = oakLoadEditor, catch)]
    fn load_editor() -> Result<Promise, JsValue>;

    /// What the script exports.
    type Module;

    #[wasm_bindgen(method, catch)]
    fn open(this: &Module, options: &JsValue) -> Result<View, JsValue>;

    /// An open editor.
    pub(super) type View;

    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &View, text: &str);
    #[wasm_bindgen(method, js_name = setPorts)]
    fn set_ports(this: &View, ports: &JsValue);
    #[wasm_bindgen(method, js_name = setProblems)]
    fn set_problems(this: &View, problems: &JsValue);
    #[wasm_bindgen(method)]
    fn jump(this: &View, offset: u32);
    #[wasm_bindgen(method)]
    fn close(this: &View);
}

/// An editor on the page. Dropping it closes it.
pub(super) struct Editor {
    view: View,
    _on_change: Closure<dyn FnMut(String)>,
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.view.close();
    }
}

/// Loads what an editor needs; `None` where that fails.
pub(super) async fn load() -> Option<Loaded> {
    let promise = load_editor().ok()?;
    let module = JsFuture::from(promise).await.ok()?;
    Some(Loaded(module.unchecked_into()))
}

/// What an editor needs.
pub(in crate::ui) struct Loaded(Module);

impl Loaded {
    /// Opens an editor in the shadow root of `host`.
    pub(super) fn open(
        &self,
        host: &Element,
        label: &str,
        text: &str,
        ports: Option<&Ports>,
        on_change: impl FnMut(String) + 'static,
    ) -> Option<Editor> {
        let on_change = Closure::<dyn FnMut(String)>::new(on_change);
        let options = js_sys::Object::new();
        let set = |name: &str, value: &JsValue| {
            js_sys::Reflect::set(&options, &JsValue::from_str(name), value).ok()
        };
        set("host", host)?;
        set("label", &label.into())?;
        set("text", &text.into())?;
        set("ports", &plain(&ports))?;
        set("onChange", on_change.as_ref())?;
        let view = self.0.open(&options).ok()?;
        Some(Editor {
            view,
            _on_change: on_change,
        })
    }
}

/// A problem as the script takes it.
#[derive(Serialize)]
struct Mark<'a> {
    from: u32,
    to: u32,
    severity: Severity,
    message: &'a str,
}

impl Editor {
    pub(super) fn set_text(&self, text: &str) {
        self.view.set_text(text);
    }

    pub(super) fn set_ports(&self, ports: Option<&Ports>) {
        self.view.set_ports(&plain(&ports));
    }

    pub(super) fn set_problems(&self, problems: &[Told]) {
        let marks: Vec<_> = problems
            .iter()
            .map(|problem| Mark {
                from: problem.place.from,
                to: problem.place.to,
                severity: problem.severity,
                message: &problem.sentence,
            })
            .collect();
        self.view.set_problems(&plain(&marks));
    }

    pub(super) fn jump(&self, offset: u32) {
        self.view.jump(offset);
    }
}

fn plain(value: &impl Serialize) -> JsValue {
    // Lists of numbers and texts: this cannot fail.
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::NULL)
}
