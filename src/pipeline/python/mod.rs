//! Python that builds the same pipeline with the official library, so that nobody is locked in.
//!
//! What a node differs from a fresh one in is written the way a person would: by the setter that sets just that, else
//! through the node's raw configuration or its properties. Which way works for which property is data
//! (`python.json`, from probing the library). The few properties that need calls of their own are in `special`.
//! What Python cannot reach is named in [`PythonExport::missing`] and in a comment.

mod literal;
mod nodes;
mod special;
mod table;

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value;

use self::{literal::text, nodes::NodeWriter};
use super::{Asset, Pipeline, catalog::Catalog};

/// Assets up to this size are written into the script itself, in bytes.
const INLINE: usize = 2048;

/// A pipeline as Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonExport {
    /// The script; it makes `pipeline`.
    pub script: String,
    /// Files that must lie beside the script, with their names.
    pub files: Vec<(String, Bytes)>,
    /// What Python cannot set, sentences.
    pub missing: Vec<String>,
}

impl Pipeline {
    /// Python that builds this pipeline.
    pub fn to_python(&self) -> PythonExport {
        let mut writer = Writer {
            pipeline: self,
            body: Vec::new(),
            files: Vec::new(),
            missing: Vec::new(),
            names: BTreeMap::new(),
            needs: Needs::default(),
        };
        writer.nodes();
        writer.links();
        writer.globals();
        writer.pipeline_assets();
        writer.finish()
    }
}

/// Modules and helpers that the script turns out to need.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    base64: bool,
    files: bool,
    json: bool,
    parser: bool,
}

struct Writer<'a> {
    pipeline: &'a Pipeline,
    body: Vec<String>,
    files: Vec<(String, Bytes)>,
    missing: Vec<String>,
    /// Variable of each node.
    names: BTreeMap<i64, String>,
    needs: Needs,
}

impl Writer<'_> {
    fn line(&mut self, line: impl Into<String>) {
        self.body.push(line.into());
    }

    /// Says that something cannot be set from Python, here and in the list.
    fn cannot(&mut self, what: String) {
        // Names come from files; none may end the comment.
        let what = what.replace(char::is_control, " ");
        self.line(format!("# Python cannot set this: {what}"));
        self.missing.push(what);
    }

    fn nodes(&mut self) {
        let pipeline = self.pipeline;
        let mut nodes: Vec<_> = pipeline.nodes().iter().collect();
        nodes.sort_by_key(|node| node.id);
        let mut next = 0;
        for node in nodes {
            let Some(node_type) = node.node_type() else {
                self.cannot(format!("{}, an unknown type of node", node.place()));
                continue;
            };
            let gap = node.id.saturating_sub(next);
            if gap > 0 {
                self.line(format!(
                    "for _ in range({gap}):  # Numbers of nodes that are gone."
                ));
                self.line("    pipeline.remove(pipeline.create(dai.node.Script))");
            }
            next = node.id.saturating_add(1);
            let name = self.variable(&node_type.class);
            self.names.insert(node.id, name.clone());
            self.line(String::new());
            self.line(format!(
                "{name} = pipeline.create(dai.node.{})",
                node_type.class
            ));
            let mut node = NodeWriter::new(self, node, node_type, name);
            node.contents();
            special::write(&mut node);
            node.rest();
        }
    }

    /// `color_camera`, `color_camera_2` and so on.
    fn variable(&self, class: &str) -> String {
        let mut name = String::new();
        let mut before = '_';
        for c in class.chars() {
            if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                name.push('_');
            }
            name.push(c.to_ascii_lowercase());
            before = c;
        }
        let taken = |name: &String| self.names.values().any(|other| other == name);
        let numbered = (2..).map(|number: u32| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered);
        free.into_iter().find(|name| !taken(name)).unwrap_or(name)
    }

    fn links(&mut self) {
        let pipeline = self.pipeline;
        if !pipeline.connections().is_empty() {
            self.line(String::new());
        }
        for link in pipeline.connections() {
            let from = self.port(link.from_end(), super::catalog::Direction::Out);
            let to = self.port(link.to_end(), super::catalog::Direction::In);
            match from.zip(to) {
                Some((from, to)) => self.line(format!("{from}.link({to})")),
                None => self.cannot(format!(
                    "the link from {} of node {} to {} of node {}",
                    link.output, link.from_node, link.input, link.to_node
                )),
            }
        }
    }

    /// The expression for a port; nothing where Python has no name for it.
    fn port(
        &self,
        end: super::build::End<'_>,
        direction: super::catalog::Direction,
    ) -> Option<String> {
        let node = self.pipeline.node(end.node)?;
        let port = node.node_type()?.find(direction, end.group, end.port)?;
        if !port.python {
            return None;
        }
        let attribute = port.attribute.as_ref().unwrap_or(&port.name);
        let place = format!("{}.{attribute}", self.names.get(&end.node)?);
        Some(if end.group.is_empty() {
            place
        } else {
            format!("{place}[{}]", text(end.port))
        })
    }

    fn globals(&mut self) {
        const SETTERS: [(&str, &str); 3] = [
            ("xlinkChunkSize", "setXLinkChunkSize"),
            ("sippBufferSize", "setSippBufferSize"),
            ("sippDmaBufferSize", "setSippDmaBufferSize"),
        ];
        let pipeline = self.pipeline;
        let defaults = Catalog::shipped().globals.defaults();
        for (name, value) in pipeline.global_properties() {
            if defaults.get(name) == Some(value) {
                continue;
            }
            let setter = SETTERS.iter().find(|(each, _)| each == name);
            match (name.as_str(), setter) {
                (_, Some((_, setter))) => self.line(format!("pipeline.{setter}({value})")),
                ("calibData", None) => {
                    self.needs.json = true;
                    let calibration = text(&value.to_string());
                    self.line(format!(
                        "calibration = dai.CalibrationHandler.fromJson(json.loads({calibration}))"
                    ));
                    self.line("pipeline.setCalibrationData(calibration)");
                }
                // Set together with its asset.
                ("cameraTuningBlobUri" | "cameraTuningBlobSize", None) => {}
                _ => self.cannot(format!("the global property {name} = {value}")),
            }
        }
    }

    fn pipeline_assets(&mut self) {
        let pipeline = self.pipeline;
        for asset in pipeline.assets() {
            let Some(name) = asset.key.strip_prefix("/pipeline/") else {
                continue;
            };
            if name == "camTuning" {
                let file = self.file(&asset.key, &asset.bytes);
                self.line(format!("pipeline.setCameraTuningBlobPath({file})"));
            } else {
                self.asset("pipeline", name, asset);
            }
        }
    }

    /// Adds an asset through an asset manager.
    fn asset(&mut self, owner: &str, name: &str, asset: &Asset) {
        let data = self.data(asset);
        self.line(format!(
            "{owner}.getAssetManager().set({}, {data}, {})",
            text(name),
            asset.alignment
        ));
    }

    /// The expression for an asset's bytes.
    fn data(&mut self, asset: &Asset) -> String {
        if asset.bytes.len() <= INLINE {
            self.needs.base64 = true;
            let data = STANDARD.encode(&asset.bytes);
            format!("list(base64.b64decode(\"{data}\"))")
        } else {
            let file = self.file(&asset.key, &asset.bytes);
            format!("list(({file}).read_bytes())")
        }
    }

    /// Puts a file beside the script; gives the expression for its path.
    fn file(&mut self, key: &str, bytes: &Bytes) -> String {
        self.needs.files = true;
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String = key
            .trim_matches('/')
            .chars()
            .map(|c| if legal(c) { c } else { '-' })
            .collect();
        // Keys differ, but not always after cleaning.
        let number = self.files.len();
        let name = format!("{number}-{name}");
        self.files.push((name.clone(), bytes.clone()));
        format!("HERE / {}", text(&name))
    }

    fn finish(self) -> PythonExport {
        let Needs {
            base64,
            files,
            json,
            parser,
        } = self.needs;
        let mut script = vec![format!(
            "\"\"\"A pipeline for {}.\"\"\"",
            Catalog::shipped().library
        )];
        script.push(String::new());
        let modules = [(base64, "base64"), (json, "json"), (parser, "struct")];
        let needed = modules.iter().filter(|(needed, _)| *needed);
        script.extend(needed.map(|(_, module)| format!("import {module}")));
        if files {
            script.push("from pathlib import Path".into());
        }
        if base64 || files || json || parser {
            script.push(String::new());
        }
        script.push("import depthai as dai\n".into());
        if files {
            script.push("HERE = Path(__file__).resolve().parent".into());
        }
        if parser {
            script.push(include_str!("outputs.py").into());
        }
        script.push("pipeline = dai.Pipeline()".into());
        script.extend(self.body);
        script.push(include_str!("main.py").into());
        PythonExport {
            script: script.join("\n"),
            files: self.files,
            missing: self.missing,
        }
    }
}

/// A property by its dotted name.
fn lookup<'a>(properties: &'a Value, name: &str) -> Option<&'a Value> {
    properties.pointer(&format!("/{}", name.replace('.', "/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::build::End;

    #[test]
    fn a_script_reads_as_written_by_hand() {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        pipeline.set(camera, "fps", 12.5).unwrap();
        pipeline.set(camera, "resolution", 1).unwrap();
        pipeline
            .set(camera, "initialControl.brightness", -3)
            .unwrap();
        let script = pipeline.create("Script").unwrap();
        pipeline.set(script, "processor", 0).unwrap();
        let source = "while True:\n    node.io[\"frame\"].get()\n";
        pipeline.set_script(script, source).unwrap();
        let input = End::grouped(script, "io", "frame");
        pipeline
            .connect(End::fixed(camera, "video"), input)
            .unwrap();
        pipeline.set_input(input, false, 1).unwrap();
        let export = pipeline.to_python();
        assert!(export.files.is_empty() && export.missing.is_empty());
        let body = export.script.split("pipeline = dai.Pipeline()\n").nth(1);
        let expected = r#"
color_camera = pipeline.create(dai.node.ColorCamera)
color_camera.setFps(12.5)
color_camera.setResolution(dai.ColorCameraProperties.SensorResolution.THE_4_K)
config = color_camera.initialControl.get()
config.brightness = -3
color_camera.initialControl.set(config)

script = pipeline.create(dai.node.Script)
script.setScript("""while True:
    node.io["frame"].get()
""")
script.setProcessor(dai.ProcessorType.LEON_CSS)
script.inputs["frame"].setBlocking(False)
script.inputs["frame"].setQueueSize(1)

color_camera.video.link(script.inputs["frame"])

if __name__ == "__main__":
    dai.DeviceBootloader.saveDepthaiApplicationPackage("application.dap", pipeline)
"#;
        assert_eq!(body, Some(expected));
    }

    #[test]
    fn names_from_a_file_are_never_code() {
        let mut pipeline = Pipeline::default();
        let script = pipeline.create("Script").unwrap();
        let evil = "\"]; import os\nos.system('x')\n#";
        let port = End::grouped(script, "io", evil);
        pipeline.set_input(port, false, 1).unwrap();
        pipeline.schema.nodes[0].name = format!("X{evil}");
        pipeline.create("Script").unwrap();
        let port = End::grouped(1, "io", evil);
        pipeline.set_input(port, false, 1).unwrap();
        pipeline.set_asset(1, evil, Bytes::from(vec![1; 3000]));
        let export = pipeline.to_python();
        for line in export.script.lines() {
            assert!(!line.starts_with("os.system"), "{line}");
        }
        assert_eq!(export.missing.len(), 1);
        let (name, _) = export.files.first().unwrap();
        assert!(!name.contains(['/', '"', '\n']), "{name}");
    }
}
