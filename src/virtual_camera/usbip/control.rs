//! The control channel: a line in, a line of JSON out. For tests, and for people with a terminal.
//!
//! `docs/usbip.md` lists the commands. An answer is an object: `{"ok": true}` or `{"ok": RESULT}`, or
//! `{"error": "why not"}`.

use std::{path::Path, rc::Rc, time::Duration};

use bytes::BytesMut;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::plug::Plug;
use crate::{
    transport::DeviceState,
    virtual_camera::{Fault, VirtualCamera},
};

/// Longest line that is read, in bytes.
const LONGEST_LINE: usize = 16 << 10;
/// A client takes an answer within this time.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
/// How long `wait` waits unless told otherwise, and at most.
const WAIT: Duration = Duration::from_secs(15);
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Serves one client, one line after the other, until it goes.
pub(super) async fn serve(plugs: Rc<[Rc<Plug>]>, mut stream: TcpStream) {
    let mut buffer = BytesMut::new();
    loop {
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line = buffer.split_to(end + 1);
            let line = String::from_utf8_lossy(&line);
            if line.trim().is_empty() {
                continue;
            }
            let answer = match command(&plugs, line.trim()).await {
                Ok(result) => json!({ "ok": result }),
                Err(error) => json!({ "error": error }),
            };
            let answer = format!("{answer}\n");
            let sent = timeout(WRITE_LIMIT, stream.write_all(answer.as_bytes())).await;
            if !matches!(sent, Ok(Ok(()))) {
                return;
            }
        }
        if buffer.len() > LONGEST_LINE {
            return;
        }
        match stream.read_buf(&mut buffer).await {
            Ok(1..) => {}
            Ok(0) | Err(_) => return,
        }
    }
}

/// The first word and what follows it.
fn word(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (first, rest.trim_start())
}

async fn command(plugs: &[Rc<Plug>], line: &str) -> Result<Value, String> {
    let (name, rest) = word(line);
    if name == "list" {
        return Ok(plugs.iter().map(|plug| describe(plug)).collect());
    }
    let (bus_id, rest) = word(rest);
    let plug = plugs
        .iter()
        .find(|plug| plug.bus_id == bus_id)
        .ok_or_else(|| format!("{name:?} needs the bus id of a camera, not {bus_id:?}"))?;
    match name {
        "unplug" => plug.with(|camera, _| camera.unplug()),
        "replug" if rest.is_empty() => plug.with(VirtualCamera::replug),
        "replug" => {
            let options = plug.look(|camera| camera.options().with_changes(rest));
            plug.replace(options.map_err(|error| error.to_string())?);
        }
        "power-cut" => plug.with(VirtualCamera::power_cut),
        "pins" => {
            let usb = match rest {
                "usb" => true,
                "flash" => false,
                other => return Err(format!("pins are usb or flash, not {other:?}")),
            };
            plug.with(|camera, _| camera.set_usb_pins(usb));
        }
        "fault" => {
            let fault: Fault = serde_json::from_str(rest).map_err(|error| error.to_string())?;
            plug.with(|camera, _| camera.fault(&fault));
        }
        "stall" => {
            let is_in = match rest {
                "in" => true,
                "out" => false,
                other => return Err(format!("endpoints are in and out, not {other:?}")),
            };
            if !plug.halt(is_in) {
                return Err("nobody has attached the camera".to_owned());
            }
        }
        "show" => return Ok(describe(plug)),
        "violations" => return Ok(json!(plug.violations())),
        "clear-violations" => plug.clear_violations(),
        "save" => plug
            .save_to(Path::new(rest))
            .map_err(|error| error.to_string())?,
        "wait" => wait(plug, rest).await?,
        other => return Err(format!("there is no command {other:?}")),
    }
    Ok(json!(true))
}

fn describe(plug: &Plug) -> Value {
    let device = plug.device();
    let (mx_id, product, unplugged) = plug.look(|camera| {
        (
            camera.options().mx_id.clone(),
            camera.product(),
            camera.is_unplugged(),
        )
    });
    json!({
        "bus_id": plug.bus_id,
        "mx_id": mx_id,
        "state": plug.state(),
        "product": device.as_ref().map(|_| product),
        "product_id": device.as_ref().map(|device| format!("{:04x}", device.product)),
        "super_speed": device.as_ref().map(|device| device.bus == 2),
        "unplugged": unplugged,
        "attached": plug.is_imported(),
        "imports": plug.imports(),
        "traffic": plug.traffic(),
        "last_traffic": plug.last_traffic(),
    })
}

/// What `wait` can wait for.
#[derive(Debug, Clone, Copy)]
enum Condition {
    State(Option<DeviceState>),
    Attached(bool),
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "absent" => Some(Self::State(None)),
            "attached" => Some(Self::Attached(true)),
            "detached" => Some(Self::Attached(false)),
            state => serde_json::from_value(json!(state))
                .ok()
                .map(|state| Self::State(Some(state))),
        }
    }

    fn holds(self, plug: &Plug) -> bool {
        match self {
            Self::State(state) => plug.state() == state,
            Self::Attached(attached) => plug.is_imported() == attached,
        }
    }
}

async fn wait(plug: &Plug, text: &str) -> Result<(), String> {
    let (what, millis) = word(text);
    let condition =
        Condition::parse(what).ok_or_else(|| format!("nothing can wait for {what:?}"))?;
    let limit = match millis {
        "" => WAIT,
        millis => millis
            .parse()
            .map(Duration::from_millis)
            .map_err(|error| format!("{millis:?} are no milliseconds: {error}"))?,
    };
    timeout(
        limit.min(LONGEST_WAIT),
        plug.until(|plug| condition.holds(plug)),
    )
    .await
    .map_err(|_elapsed| {
        let state = json!(plug.state());
        let attached = plug.is_imported();
        format!("not {what} within {limit:?}: state {state}, attached {attached}")
    })
}
