"""Sets the properties of an official node to those of a JSON object, by whatever way Python offers."""

import depthai as dai

from pipeline_official import CATALOG, assign, assign_config, convert, current, leaves, lookup


def set_control(control, wanted):
    """What of `initialControl` only its setters reach. They set bits of `cmdMask`, which is assigned afterwards."""
    if wanted["lensPosAutoInfinity"] or wanted["lensPosAutoMacro"]:
        control.setAutoFocusLensRange(wanted["lensPosAutoInfinity"], wanted["lensPosAutoMacro"])
    exposure = wanted["expManual"]
    if any(exposure.values()):
        control.setManualExposure(exposure["exposureTimeUs"], exposure["sensitivityIso"])
    for name, setter in (("aeRegion", control.setAutoExposureRegion), ("afRegion", control.setAutoFocusRegion)):
        region = wanted[name]
        if any(region.values()):
            setter(region["x"], region["y"], region["width"], region["height"])
    if wanted["frameSyncMode"]:
        control.setFrameSyncMode(dai.CameraControl.FrameSyncMode(wanted["frameSyncMode"]))
    strobe = wanted["strobeConfig"]
    if strobe["enable"] and strobe["gpioNumber"] < 0:
        control.setStrobeSensor(strobe["activeLevel"])
    elif strobe["enable"]:
        control.setStrobeExternal(strobe["gpioNumber"], strobe["activeLevel"])
    if wanted["lowPowerNumFramesBurst"] or wanted["lowPowerNumFramesDiscard"]:
        control.setExternalTrigger(wanted["lowPowerNumFramesBurst"], wanted["lowPowerNumFramesDiscard"])
    for key, value in wanted["miscControls"]:
        control.setMisc(key, value)


def regions_of_interest(node, wanted):
    for roi in wanted["roiConfig"]["config"]:
        data = dai.SpatialLocationCalculatorConfigData()
        box = roi["roi"]
        data.roi = dai.Rect(box["x"], box["y"], box["width"], box["height"])
        data.depthThresholds.lowerThreshold = roi["depthThresholds"]["lowerThreshold"]
        data.depthThresholds.upperThreshold = roi["depthThresholds"]["upperThreshold"]
        data.calculationAlgorithm = dai.SpatialLocationCalculatorAlgorithm(roi["calculationAlgorithm"])
        if hasattr(data, "stepSize"):
            data.stepSize = roi["stepSize"]
        node.initialConfig.addROI(data)


def sensors(node, wanted):
    for sensor in wanted["imuSensors"]:
        config = dai.IMUSensorConfig()
        for name, value in sensor.items():
            setattr(config, name, dai.IMUSensor(value) if name == "sensorId" else value)
        node.enableIMUSensor(config)


def mesh(node, wanted):
    if wanted["meshUri"]:
        width, height = wanted["meshWidth"], wanted["meshHeight"]
        node.setWarpMesh([(0.0, 0.0)] * (width * height), width, height)


def manip(node, wanted):
    config, target = node.initialConfig, wanted["initialConfig"]
    resize, form = target["resizeConfig"], target["formatConfig"]
    if resize["warpFourPoints"]:
        points = [dai.Point2f(point["x"], point["y"]) for point in resize["warpFourPoints"]]
        config.setWarpTransformFourPoints(points, resize["normalizedCoords"])
    config.setWarpBorderFillColor(resize["bgRed"], resize["bgGreen"], resize["bgBlue"])
    if form["colormap"] or (form["colormapMin"], form["colormapMax"]) != (0, 255):
        config.setColormap(dai.Colormap(form["colormap"]), form["colormapMin"], form["colormapMax"])
    config.setReusePreviousImage(target["reusePreviousImage"])
    config.setSkipCurrentImage(target["skipCurrentImage"])
    node.setMaxOutputFrameSize(wanted["outputFrameSize"])
    node.setNumFramesPool(wanted["numFramesPool"])
    mesh(node, wanted)


def camera(node, wanted):
    if node.getName() != "Camera":
        node.setCamera(wanted["cameraName"])
        if wanted["rawPacked"] is not None:
            node.setRawOutputPacked(wanted["rawPacked"])
    if node.getName() == "MonoCamera":
        node.setImageOrientation(dai.CameraImageOrientation(wanted["imageOrientation"]))
    scale = wanted.get("ispScale")
    if node.getName() == "ColorCamera" and scale["horizDenominator"]:
        horizontal = (scale["horizNumerator"], scale["horizDenominator"])
        node.setIspScale(horizontal, (scale["vertNumerator"], scale["vertDenominator"]))
    set_control(node.initialControl, wanted["initialControl"])


def parser(node, wanted):
    node.setNumFramesPool(wanted["numFramesPool"])
    if "blob" in wanted:
        node.setBlob(wanted["blob"])


def warp(node, wanted):
    node.setOutputSize(wanted["outputWidth"], wanted["outputHeight"])
    node.setMaxOutputFrameSize(wanted["outputFrameSize"])
    node.setNumFramesPool(wanted["numFramesPool"])
    node.setHwIds(wanted["warpHwIds"])
    node.setInterpolation(dai.Interpolation(wanted["interpolation"]))
    mesh(node, wanted)


def spatial(node, wanted):
    node.setSpatialCalculationAlgorithm(dai.SpatialLocationCalculatorAlgorithm(wanted["calculationAlgorithm"]))
    node.setSpatialCalculationStepSize(wanted["stepSize"])


def encoder(node, wanted):
    node.setFrameRate(wanted["frameRate"])
    node.setLossless(wanted["lossless"])


SPECIAL = {
    "Camera": camera,
    "ColorCamera": camera,
    "MonoCamera": camera,
    "DetectionParser": parser,
    "IMU": sensors,
    "ImageManip": manip,
    "SpatialLocationCalculator": regions_of_interest,
    "MobileNetSpatialDetectionNetwork": spatial,
    "YoloSpatialDetectionNetwork": spatial,
    "VideoEncoder": encoder,
    "Warp": warp,
}


def set_properties(pipeline, node, class_name, wanted):
    """Makes the node's properties equal `wanted`; gives the dotted names that stay different."""
    now = current(pipeline, node.id)
    if now == wanted:
        return []
    if class_name in SPECIAL:
        SPECIAL[class_name](node, wanted)
        now = current(pipeline, node.id)
    names = list(leaves(CATALOG["nodes"][class_name]["properties"]))
    for name, type_name, _, _ in names:
        value = lookup(wanted, name.split("."))
        if lookup(now, name.split(".")) == value:
            continue
        root, _, rest = name.partition(".")
        value = convert(value, type_name)
        try:
            if rest and hasattr(node, root):
                assign_config(node, root, rest, value)
            else:
                assign(node.properties, name, value)
        except (AttributeError, TypeError):
            pass  # Counted below: nothing in Python reaches this property.
    now = current(pipeline, node.id)
    return [name for name, *_ in names if lookup(now, name.split(".")) != lookup(wanted, name.split("."))]
