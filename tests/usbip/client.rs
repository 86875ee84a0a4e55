//! A USB/IP client in the place of a kernel: imports devices, numbers transfers, and gives them back as they return.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    net::SocketAddr,
    rc::Rc,
    time::Duration,
};

use bytes::{Buf, Bytes};
use oak_flasher::codec::usbip::{Command, Device, Incoming, Operation, Return, Submit, UsbIpError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{mpsc, oneshot},
    time::timeout,
};

/// Nothing here takes longer unless it hangs.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// How a transfer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) actual: u32,
    pub(crate) data: Bytes,
}

type Waiting = HashMap<u32, (bool, oneshot::Sender<Ended>)>;

/// An imported device. Dropping it detaches the device.
pub(crate) struct Attached {
    pub(crate) device: Device,
    sender: mpsc::UnboundedSender<(Bytes, Bytes)>,
    waiting: Rc<RefCell<Waiting>>,
    next: Cell<u32>,
    gone: Rc<Cell<bool>>,
    tasks: [tokio::task::AbortHandle; 2],
}

impl Drop for Attached {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// A transfer under way; `None` when the device left.
pub(crate) struct Transfer {
    pub(crate) sequence: u32,
    receiver: oneshot::Receiver<Ended>,
}

impl Transfer {
    pub(crate) async fn end(self) -> Option<Ended> {
        timeout(LIMIT, self.receiver)
            .await
            .expect("a transfer hangs")
            .ok()
    }

    /// As long as it takes: reads wait until the device has something.
    pub(crate) async fn wait(self) -> Option<Ended> {
        self.receiver.await.ok()
    }

    /// How it ended, if it has.
    pub(crate) fn peek(&mut self) -> Option<Ended> {
        self.receiver.try_recv().ok()
    }
}

async fn connect(address: SocketAddr, operation: &Operation) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream.write_all(&operation.encode()).await.unwrap();
    stream
}

async fn message<T>(
    stream: &mut TcpStream,
    incoming: &mut Incoming,
    mut read: impl FnMut(&mut Incoming) -> Result<Option<T>, UsbIpError>,
) -> Option<T> {
    loop {
        if let Some(message) = read(incoming).unwrap() {
            return Some(message);
        }
        match stream.read_buf(incoming.space()).await {
            Ok(0) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// The devices that can be imported.
pub(crate) async fn list(address: SocketAddr) -> Vec<Device> {
    let mut stream = connect(address, &Operation::List).await;
    let mut incoming = Incoming::new();
    let list = message(&mut stream, &mut incoming, Incoming::list);
    timeout(LIMIT, list).await.unwrap().unwrap()
}

impl Attached {
    /// Imports a device; the error is the number of the server's refusal.
    pub(crate) async fn import(address: SocketAddr, bus_id: &str) -> Result<Self, u32> {
        let bus_id = bus_id.to_owned();
        let mut stream = connect(address, &Operation::Import { bus_id }).await;
        let mut incoming = Incoming::new();
        let import = message(&mut stream, &mut incoming, Incoming::import);
        let device = timeout(LIMIT, import).await.unwrap().unwrap()?;
        let (mut from, mut to) = stream.into_split();
        let (sender, mut queue) = mpsc::unbounded_channel::<(Bytes, Bytes)>();
        let writing = tokio::task::spawn_local(async move {
            while let Some((header, data)) = queue.recv().await {
                if to.write_all_buf(&mut header.chain(data)).await.is_err() {
                    return;
                }
            }
        });
        let waiting = Rc::new(RefCell::new(Waiting::new()));
        let gone = Rc::new(Cell::new(false));
        let (ends, left) = (Rc::clone(&waiting), Rc::clone(&gone));
        let reading = tokio::task::spawn_local(async move {
            loop {
                while let Some(returned) = incoming
                    .returned(|sequence| {
                        ends.borrow()
                            .get(&sequence)
                            .is_some_and(|(is_in, _)| *is_in)
                    })
                    .unwrap()
                {
                    settle(&ends, returned);
                }
                if !matches!(from.read_buf(incoming.space()).await, Ok(1..)) {
                    break;
                }
            }
            left.set(true);
            // Whoever waits learns that the device left.
            ends.borrow_mut().clear();
        });
        Ok(Self {
            device,
            sender,
            waiting,
            next: Cell::new(1),
            gone,
            tasks: [writing.abort_handle(), reading.abort_handle()],
        })
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.gone.get()
    }

    fn number(&self) -> u32 {
        self.next.replace(self.next.get() + 1)
    }

    fn enter(&self, sequence: u32, is_in: bool) -> Transfer {
        let (sender, receiver) = oneshot::channel();
        if !self.gone.get() {
            self.waiting.borrow_mut().insert(sequence, (is_in, sender));
        }
        Transfer { sequence, receiver }
    }

    fn submit(&self, submit: Submit) -> Transfer {
        let transfer = self.enter(submit.sequence, submit.is_in);
        let data = submit.data.clone();
        let header = Command::Submit(submit).header();
        let _gone = self.sender.send((header, data));
        transfer
    }

    fn blank(&self, endpoint: u8, is_in: bool, length: usize) -> Submit {
        Submit {
            sequence: self.number(),
            device: self.device.id(),
            endpoint,
            is_in,
            flags: 0,
            length,
            setup: [0; 8],
            data: Bytes::new(),
        }
    }

    /// A bulk OUT transfer.
    pub(crate) fn send(&self, data: impl Into<Bytes>, flags: u32) -> Transfer {
        let data = data.into();
        self.submit(Submit {
            flags,
            data: data.clone(),
            ..self.blank(1, false, data.len())
        })
    }

    /// A bulk IN transfer.
    pub(crate) fn receive(&self, length: usize, flags: u32) -> Transfer {
        self.submit(Submit {
            flags,
            ..self.blank(1, true, length)
        })
    }

    /// A transfer on any endpoint.
    pub(crate) fn on(&self, endpoint: u8, is_in: bool, length: usize) -> Transfer {
        let data = vec![0; if is_in { 0 } else { length }].into();
        self.submit(Submit {
            data,
            ..self.blank(endpoint, is_in, length)
        })
    }

    /// A control transfer, without data for the device.
    pub(crate) async fn control(&self, setup: [u8; 8]) -> Option<Ended> {
        let length = usize::from(u16::from_le_bytes([setup[6], setup[7]]));
        let transfer = self.submit(Submit {
            setup,
            ..self.blank(0, setup[0] & 0x80 != 0, length)
        });
        transfer.end().await
    }

    /// A descriptor, or the status of the refusal.
    pub(crate) async fn descriptor(&self, kind: u8, index: u8, length: u8) -> Result<Bytes, i32> {
        let ended = self
            .control([0x80, 6, index, kind, 0, 0, length, 0])
            .await
            .unwrap();
        if ended.status == 0 {
            Ok(ended.data)
        } else {
            Err(ended.status)
        }
    }

    /// A string descriptor as text.
    pub(crate) async fn string(&self, index: u8) -> Option<String> {
        let bytes = self.descriptor(3, index, 255).await.ok()?;
        assert_eq!(usize::from(bytes[0]), bytes.len());
        let units: Vec<u16> = bytes[2..]
            .chunks(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        Some(String::from_utf16(&units).unwrap())
    }

    /// Selects the configuration, as a kernel does.
    pub(crate) async fn configure(&self) {
        let ended = self.control([0, 9, 1, 0, 0, 0, 0, 0]).await.unwrap();
        assert_eq!(ended.status, 0);
    }

    /// Cancels a transfer; the status of the unlink.
    pub(crate) async fn unlink(&self, target: u32) -> i32 {
        let sequence = self.number();
        let transfer = self.enter(sequence, false);
        let command = Command::Unlink {
            sequence,
            device: self.device.id(),
            target,
        };
        let _gone = self.sender.send((command.header(), Bytes::new()));
        let status = transfer.end().await.unwrap().status;
        if status != 0 {
            // What was cancelled does not return any more.
            self.waiting.borrow_mut().remove(&target);
        }
        status
    }

    /// Cancels everything, without waiting.
    pub(crate) fn cancel_all(&self) {
        let targets: Vec<u32> = self.waiting.borrow().keys().copied().collect();
        for target in targets {
            self.waiting.borrow_mut().remove(&target);
            let command = Command::Unlink {
                sequence: self.number(),
                device: self.device.id(),
                target,
            };
            let _gone = self.sender.send((command.header(), Bytes::new()));
        }
    }
}

fn settle(waiting: &RefCell<Waiting>, returned: Return) {
    let (sequence, ended) = match returned {
        Return::Submit {
            sequence,
            status,
            actual,
            data,
        } => (
            sequence,
            Ended {
                status,
                actual,
                data,
            },
        ),
        Return::Unlink { sequence, status } => (
            sequence,
            Ended {
                status,
                actual: 0,
                data: Bytes::new(),
            },
        ),
    };
    if let Some((_, sender)) = waiting.borrow_mut().remove(&sequence) {
        let _nobody = sender.send(ended);
    }
}

/// Whether a future is still waiting after a moment in which everything else could happen.
pub(crate) async fn still_waiting(transfer: &mut Transfer) -> bool {
    tokio::time::sleep(Duration::from_millis(50)).await;
    transfer.peek().is_none()
}
