//! Packages and cameras as text and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::{
    device::{CameraInfo, Receipt},
    package::{Compression, Package, Section},
    text,
};

/// A package for people.
pub(super) fn package(package: &Package) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{:<16} {:>10} {:>10}  {:<15} checksum",
        "section", "offset", "bytes", "flags"
    );
    for section in package.sections() {
        let right = if section.check_checksum().is_ok() {
            "right"
        } else {
            "WRONG"
        };
        let _ = writeln!(
            out,
            "{:<16} {:>10} {:>10}  {:<15} {:#010x} {right}",
            section.name(),
            section.offset(),
            section.size(),
            flags(section),
            section.entry().checksum,
        );
    }
    let _ = writeln!(out, "application      {}", package.app_name());
    let _ = writeln!(out, "firmware         {}", package.firmware_version());
    match package.pipeline() {
        Ok(pipeline) => {
            let _ = writeln!(out, "nodes");
            for node in pipeline.nodes() {
                let _ = writeln!(out, "  {:>3} {}", node.id, node.name);
            }
            let _ = writeln!(out, "connections      {}", pipeline.connections().len());
            let _ = writeln!(out, "assets");
            for asset in pipeline.assets() {
                let _ = writeln!(out, "  {} ({} bytes)", asset.key, asset.bytes.len());
            }
        }
        Err(error) => {
            let _ = writeln!(out, "the pipeline cannot be read: {error}");
        }
    }
    let _ = match package.check() {
        Ok(()) => write!(out, "A camera would start this package."),
        Err(error) => write!(out, "A camera would not start this package: {error}."),
    };
    out
}

fn flags(section: &Section) -> String {
    let flags = section.flags();
    let mut text = String::new();
    if flags.bootable() {
        text.push_str("boot");
    }
    if flags.ignore_checksum() {
        text.push_str("+nosum");
    }
    match flags.compression() {
        Compression::None => {}
        Compression::Zlib => text.push_str("+zlib"),
        Compression::Other(code) => {
            let _ = write!(text, "+compression {code}");
        }
    }
    text
}

/// A package for programs.
pub(super) fn package_json(package: &Package) -> Value {
    let sections: Vec<Value> = package.sections().iter().map(section_json).collect();
    let (pipeline, pipeline_error) = match package.pipeline().and_then(|p| Ok(p.to_json()?)) {
        Ok(pipeline) => (pipeline, Value::Null),
        Err(error) => (Value::Null, Value::String(error.to_string())),
    };
    let (board, board_error) = match package.board_config() {
        Ok(board) => (board.to_json(), Value::Null),
        Err(error) => (Value::Null, Value::String(error.to_string())),
    };
    json!({
        "bytes": package.bytes().len(),
        "sections": sections,
        "appName": package.app_name(),
        "firmwareVersion": package.firmware_version(),
        "compressed": package.compressed(),
        "problem": package.check().err().map(|error| error.to_string()),
        "boardConfig": board,
        "boardConfigProblem": board_error,
        "pipeline": pipeline,
        "pipelineProblem": pipeline_error,
    })
}

fn section_json(section: &Section) -> Value {
    let flags = section.flags();
    json!({
        "name": section.name(),
        "offset": section.offset(),
        "bytes": section.size(),
        "checksum": section.entry().checksum,
        "checksumRight": section.check_checksum().is_ok(),
        "bootable": flags.bootable(),
        "ignoreChecksum": flags.ignore_checksum(),
        "compression": match flags.compression() {
            Compression::None => "none".to_owned(),
            Compression::Zlib => "zlib".to_owned(),
            Compression::Other(code) => code.to_string(),
        },
    })
}

/// A camera for people.
pub(super) fn camera(info: &CameraInfo) -> String {
    let mut lines = vec![
        format!("MX id            {}", info.mx_id),
        format!("found            {}", text::state(info.found_as)),
        format!(
            "kind             {} ({})",
            text::kind(info.kind),
            text::evidence(info.kind_evidence)
        ),
        format!(
            "bootloader       {} {}{}",
            info.running,
            text::kind(info.running_kind),
            if info.booted_in_memory {
                ", in memory only"
            } else if info.user_bootloader == Some(true) {
                ", from the user slot"
            } else {
                ""
            }
        ),
    ];
    if let Some(flashed) = info.flashed.filter(|flashed| *flashed != info.running) {
        lines.push(format!("flashed          {flashed}"));
    }
    if !info.commit.is_empty() {
        lines.push(format!("commit           {}", info.commit));
    }
    for memory in &info.memories {
        let size = if memory.available {
            format!("{}, {}", text::bytes_text(memory.size_bytes), memory.info)
        } else {
            "none".to_owned()
        };
        lines.push(format!("{:<16} {size}", text::memory(memory.memory)));
    }
    for application in &info.applications {
        lines.push(format!(
            "application      {}: {}",
            text::memory(application.memory),
            if application.present {
                format!(
                    "{:?}, firmware {}",
                    application.name.as_deref().unwrap_or_default(),
                    application.firmware_version.as_deref().unwrap_or("unknown")
                )
            } else {
                "none".to_owned()
            }
        ));
    }
    lines.push(format!(
        "configuration    {}",
        match (&info.config, &info.config_error) {
            (Some(config), _) => config.clone(),
            (None, Some(reason)) => format!("none ({reason})"),
            (None, None) => "unknown".to_owned(),
        }
    ));
    for region in &info.map {
        lines.push(format!(
            "{:#010x} {:>10}  {}{}",
            region.offset,
            text::bytes_text(region.size),
            text::region(region.used_for),
            match region.occupied {
                Some(true) => "",
                Some(false) => " (empty)",
                None => " (unknown)",
            }
        ));
    }
    lines.join("\n")
}

/// A camera for programs; the configuration as a document in place of its text.
pub(super) fn camera_json(info: &CameraInfo) -> Value {
    let mut value = serde_json::to_value(info).unwrap_or_default();
    if let (Some(object), Some(config)) = (value.as_object_mut(), &info.config) {
        let document = serde_json::from_str(config).unwrap_or_default();
        object.insert("config".to_owned(), document);
    }
    value
}

/// What was done.
pub(super) fn receipt(receipt: &Receipt) -> String {
    let mut lines = vec![format!(
        "{}: done in {:.1} s.",
        text::operation(receipt.operation),
        receipt.secs
    )];
    for line in &receipt.lines {
        let proof = match (line.verified, line.sha256.is_empty()) {
            (true, false) => format!("read back and equal, SHA-256 {}", line.sha256),
            (true, true) => "asked and confirmed".to_owned(),
            (false, _) => "not read back: this bootloader cannot".to_owned(),
        };
        lines.push(format!(
            "  {}, {} at {:#x}, {} bytes: {proof}.",
            text::region(line.used_for),
            text::memory(line.memory),
            line.offset,
            line.size,
        ));
    }
    if let (Some(before), Some(after)) = (receipt.before, receipt.after)
        && before != after
    {
        lines.push(format!("  Bootloader {before} -> {after}."));
    }
    lines.extend(receipt.notes.iter().map(|note| format!("  {note}")));
    lines.join("\n")
}
