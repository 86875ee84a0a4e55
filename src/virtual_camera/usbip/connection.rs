//! One client of the server: an operation, and after an import its commands.

use std::{rc::Rc, time::Duration};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::plug::{Plug, SharedPort, take_returns};
use crate::codec::usbip::{
    Command, Incoming, Operation, Refusal, Return, Submit, UsbIpError, encode_import, encode_list,
};

/// A client says what it wants within this time.
const OPERATION_LIMIT: Duration = Duration::from_secs(10);
/// A client takes what it is sent within this time.
const WRITE_LIMIT: Duration = Duration::from_secs(20);
/// After the last message to a client it may go on talking for so long. Closing earlier, with bytes of it unread, would
/// make the system throw away what it did not take yet.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// Data that is put together for one write, in bytes.
const BATCH_BYTES: usize = 256 << 10;

/// Serves one connection until either side ends it.
pub(super) async fn serve(plugs: Rc<[Rc<Plug>]>, mut stream: TcpStream) {
    // Small messages must not wait for each other.
    let _slower = stream.set_nodelay(true);
    let mut incoming = Incoming::new();
    let operation = timeout(OPERATION_LIMIT, operation(&mut stream, &mut incoming)).await;
    let Ok(Some(operation)) = operation else {
        return;
    };
    match operation {
        Operation::List => {
            let devices: Vec<_> = plugs
                .iter()
                .filter(|plug| !plug.is_imported())
                .filter_map(|plug| plug.device())
                .collect();
            send(&mut stream, encode_list(&devices)).await;
        }
        Operation::Import { bus_id } => {
            let plug = plugs.iter().find(|plug| plug.bus_id == bus_id);
            let imported = plug.map_or(Err(Refusal::NoDevice), |plug| {
                plug.import().map(|given| (plug, given))
            });
            match imported {
                Ok((plug, (device, port))) => {
                    let held = Held { plug, port: &port };
                    let reply = encode_import(Ok(&device));
                    if send(&mut stream, reply).await {
                        converse(&held, device.id(), &mut stream, &mut incoming).await;
                    }
                }
                Err(refusal) => {
                    send(&mut stream, encode_import(Err(refusal))).await;
                }
            }
        }
    }
    part(&mut stream).await;
}

/// A camera in the hands of a client, given back however that ends.
struct Held<'a> {
    plug: &'a Plug,
    port: &'a SharedPort,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.plug.release(self.port);
    }
}

/// What the client wants; `None` if it goes or talks nonsense.
async fn operation(stream: &mut TcpStream, incoming: &mut Incoming) -> Option<Operation> {
    loop {
        if let Some(operation) = incoming.operation().ok()? {
            return Some(operation);
        }
        if stream.read_buf(incoming.space()).await.ok()? == 0 {
            return None;
        }
    }
}

/// Commands and returns, until the client goes or the camera does.
async fn converse(held: &Held<'_>, id: u32, stream: &mut TcpStream, incoming: &mut Incoming) {
    loop {
        let changed = held.plug.changed.notified();
        let batch = take_returns(held.port, BATCH_BYTES);
        if !batch.is_empty() {
            if !send_all(stream, batch).await {
                return;
            }
            continue;
        }
        if !held.plug.holds(held.port) {
            return;
        }
        match commands(incoming, id) {
            Ok(commands) if commands.is_empty() => {}
            Ok(commands) => {
                held.plug.execute(held.port, commands);
                continue;
            }
            Err(_) => return,
        }
        tokio::select! {
            read = stream.read_buf(incoming.space()) => {
                if !matches!(read, Ok(1..)) {
                    return;
                }
            }
            () = changed => {}
        }
    }
}

/// The commands that are complete.
fn commands(incoming: &mut Incoming, id: u32) -> Result<Vec<Command>, UsbIpError> {
    let mut commands = Vec::new();
    while let Some(command) = incoming.command()? {
        let (Command::Submit(Submit { device, .. }) | Command::Unlink { device, .. }) = command;
        if device != id {
            return Err(UsbIpError::Code { code: device });
        }
        commands.push(command);
    }
    Ok(commands)
}

/// Sends small messages together and long data without a copy.
async fn send_all(stream: &mut TcpStream, batch: Vec<Return>) -> bool {
    let mut together = BytesMut::new();
    for message in batch {
        together.extend_from_slice(&message.header());
        let data = message.data();
        if data.len() < BATCH_BYTES / 8 {
            together.extend_from_slice(&data);
        } else if !send(stream, together.split().freeze().chain(data)).await {
            return false;
        }
    }
    together.is_empty() || send(stream, together.freeze()).await
}

/// Whether the client took it.
async fn send(stream: &mut TcpStream, mut bytes: impl Buf) -> bool {
    let written = timeout(WRITE_LIMIT, stream.write_all_buf(&mut bytes)).await;
    matches!(written, Ok(Ok(())))
}

/// Ends the connection so that the client can take everything it was sent.
async fn part(stream: &mut TcpStream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let mut unread = BytesMut::with_capacity(BATCH_BYTES);
    let drain = async {
        while matches!(stream.read_buf(&mut unread).await, Ok(1..)) {
            unread.clear();
        }
    };
    // A client that does not go loses what it did not take.
    let _late = timeout(LAST_WORDS, drain).await;
}
