//! Properties that the library's Python reaches by calls of their own.

use serde_json::Value;

use super::{literal::text, lookup, nodes::NodeWriter};

/// Writes what is special about a node's class.
pub(super) fn write(node: &mut NodeWriter<'_, '_>) {
    match node.node.name.as_str() {
        "Camera" | "ColorCamera" | "MonoCamera" => control(node),
        "DetectionParser" => outputs(node),
        "ImageManip" => {
            four_points(node);
            fill_color(node);
            colormap(node);
            mesh(node);
        }
        "IMU" => sensors(node),
        "SpatialLocationCalculator" => regions(node),
        "Warp" => mesh(node),
        _ => {}
    }
}

/// Calls `method` with some leaves below `root` if one of them differs; `arguments` are those of the leaves that it
/// takes, the others are done with it.
fn grouped(node: &mut NodeWriter<'_, '_>, method: &str, arguments: &[&str], others: &[&str]) {
    let leaves: Vec<_> = arguments.iter().chain(others).copied().collect();
    if !leaves.iter().any(|leaf| node.differs(leaf)) {
        return;
    }
    let arguments: Vec<_> = arguments.iter().map(|leaf| node.literal(leaf)).collect();
    node.call(method, &arguments, &leaves);
}

fn control(node: &mut NodeWriter<'_, '_>) {
    const CONTROL: &str = "initialControl";
    let call = |name: &str| format!("{CONTROL}.{name}");
    let full = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("{CONTROL}.{name}"))
            .collect()
    };
    for (method, leaves) in [
        (
            "setAutoFocusLensRange",
            &["lensPosAutoInfinity", "lensPosAutoMacro"][..],
        ),
        (
            "setManualExposure",
            &["expManual.exposureTimeUs", "expManual.sensitivityIso"],
        ),
        ("setFrameSyncMode", &["frameSyncMode"]),
        (
            "setExternalTrigger",
            &["lowPowerNumFramesBurst", "lowPowerNumFramesDiscard"],
        ),
    ] {
        let leaves = full(leaves);
        let leaves: Vec<_> = leaves.iter().map(String::as_str).collect();
        grouped(node, &call(method), &leaves, &[]);
    }
    region(node, "setAutoExposureRegion", "initialControl.aeRegion");
    region(node, "setAutoFocusRegion", "initialControl.afRegion");
    strobe(node);
    let pairs = node
        .value("initialControl.miscControls")
        .and_then(Value::as_array);
    for pair in pairs.into_iter().flatten() {
        if let Some([Value::String(key), Value::String(value)]) = pair.as_array().map(Vec::as_slice)
        {
            let arguments = [text(key), text(value)];
            node.call(
                &call("setMisc"),
                &arguments,
                &["initialControl.miscControls"],
            );
        }
    }
}

/// A region of the picture. Setting it sets its priority to 1, the only one that Python can.
fn region(node: &mut NodeWriter<'_, '_>, method: &str, root: &str) {
    let leaves = ["x", "y", "width", "height"].map(|name| format!("{root}.{name}"));
    let leaves: Vec<_> = leaves.iter().map(String::as_str).collect();
    let priority = format!("{root}.priority");
    let others: &[&str] = match node.value(&priority).and_then(Value::as_u64) {
        Some(1) => &[&priority],
        _ => &[],
    };
    grouped(node, &format!("initialControl.{method}"), &leaves, others);
}

fn strobe(node: &mut NodeWriter<'_, '_>) {
    const LEAVES: [&str; 3] = [
        "initialControl.strobeConfig.gpioNumber",
        "initialControl.strobeConfig.activeLevel",
        "initialControl.strobeConfig.enable",
    ];
    let number = |leaf| node.value(leaf).and_then(Value::as_i64).unwrap_or_default();
    let [gpio, level, enable] = LEAVES;
    if number(enable) == 0 {
        return;
    }
    let (pin, level) = (number(gpio), number(level).to_string());
    if pin < 0 {
        node.call("initialControl.setStrobeSensor", &[level], &LEAVES);
    } else {
        let arguments = [pin.to_string(), level];
        node.call("initialControl.setStrobeExternal", &arguments, &LEAVES);
    }
}

fn four_points(node: &mut NodeWriter<'_, '_>) {
    const POINTS: &str = "initialConfig.resizeConfig.warpFourPoints";
    let points = node.value(POINTS).and_then(Value::as_array);
    let Some(points) = points.filter(|points| !points.is_empty()) else {
        return;
    };
    let points: Vec<_> = points
        .iter()
        .map(|point| {
            let side = |name| point.get(name).map_or_else(String::new, Value::to_string);
            format!("dai.Point2f({}, {})", side("x"), side("y"))
        })
        .collect();
    let normalized = node.literal("initialConfig.resizeConfig.normalizedCoords");
    let arguments = [format!("[{}]", points.join(", ")), normalized];
    node.call(
        "initialConfig.setWarpTransformFourPoints",
        &arguments,
        &[POINTS],
    );
}

fn fill_color(node: &mut NodeWriter<'_, '_>) {
    let leaves =
        ["bgRed", "bgGreen", "bgBlue"].map(|name| format!("initialConfig.resizeConfig.{name}"));
    let leaves: Vec<_> = leaves.iter().map(String::as_str).collect();
    grouped(node, "initialConfig.setWarpBorderFillColor", &leaves, &[]);
}

fn colormap(node: &mut NodeWriter<'_, '_>) {
    let leaves = ["colormap", "colormapMin", "colormapMax"]
        .map(|name| format!("initialConfig.formatConfig.{name}"));
    let leaves: Vec<_> = leaves.iter().map(String::as_str).collect();
    grouped(node, "initialConfig.setColormap", &leaves, &[]);
}

/// A mesh: its size here, its points in the asset that follows.
fn mesh(node: &mut NodeWriter<'_, '_>) {
    let set = node.value("meshUri").and_then(Value::as_str) == Some("asset:mesh");
    let number = |leaf| node.value(leaf).and_then(Value::as_u64).unwrap_or_default();
    let (width, height) = (number("meshWidth"), number("meshHeight"));
    if set && width > 0 && height > 0 {
        let points = format!("[(0.0, 0.0)] * {}", width.saturating_mul(height));
        let arguments = [points, width.to_string(), height.to_string()];
        node.call(
            "setWarpMesh",
            &arguments,
            &["meshUri", "meshWidth", "meshHeight"],
        );
    }
}

fn sensors(node: &mut NodeWriter<'_, '_>) {
    const MEMBERS: [&str; 5] = [
        "sensorId",
        "reportRate",
        "sensitivityEnabled",
        "sensitivityRelative",
        "changeSensitivity",
    ];
    let sensors = node.value("imuSensors").and_then(Value::as_array);
    for sensor in sensors.into_iter().flatten() {
        node.writer.line("sensor = dai.IMUSensorConfig()");
        for name in MEMBERS {
            let Some(value) = sensor.get(name) else {
                continue;
            };
            let value = node.item("imuSensors", name, value);
            node.writer.line(format!("sensor.{name} = {value}"));
        }
        node.call("enableIMUSensor", &["sensor".into()], &["imuSensors"]);
    }
}

fn regions(node: &mut NodeWriter<'_, '_>) {
    let regions = node.value("roiConfig.config").and_then(Value::as_array);
    for region in regions.into_iter().flatten() {
        let part = |name| lookup(region, name).map_or_else(|| "0".to_owned(), Value::to_string);
        let area = ["roi.x", "roi.y", "roi.width", "roi.height"].map(part);
        node.writer
            .line("region = dai.SpatialLocationCalculatorConfigData()");
        node.writer
            .line(format!("region.roi = dai.Rect({})", area.join(", ")));
        for name in [
            "depthThresholds.lowerThreshold",
            "depthThresholds.upperThreshold",
        ] {
            node.writer.line(format!("region.{name} = {}", part(name)));
        }
        let algorithm = lookup(region, "calculationAlgorithm").unwrap_or(&Value::Null);
        let algorithm = node.item("roiConfig.config", "calculationAlgorithm", algorithm);
        node.writer
            .line(format!("region.calculationAlgorithm = {algorithm}"));
        // -1 is the library's own choice; its Python has no name for another one.
        let step = lookup(region, "stepSize").and_then(Value::as_i64);
        if let Some(step) = step.filter(|step| *step != -1) {
            node.writer.cannot(format!("region.stepSize = {step}"));
        }
        node.call(
            "initialConfig.addROI",
            &["region".into()],
            &["roiConfig.config"],
        );
    }
}

/// The outputs of a network that the parser was given; the network itself is not kept.
fn outputs(node: &mut NodeWriter<'_, '_>) {
    let tensors = node.value("networkInputs").and_then(Value::as_object);
    let Some(tensors) = tensors.filter(|tensors| !tensors.is_empty()) else {
        return;
    };
    let entries: Vec<_> = tensors
        .iter()
        .map(|(name, tensor)| {
            let part = |name| {
                tensor
                    .get(name)
                    .map_or_else(|| "0".to_owned(), Value::to_string)
            };
            let facts = ["dataType", "order", "dims", "offset"].map(part);
            format!("({}, {})", text(name), facts.join(", "))
        })
        .collect();
    node.writer.needs.parser = true;
    let arguments = [format!("outputs_only([{}])", entries.join(", "))];
    node.call("setBlob", &arguments, &["networkInputs"]);
}
