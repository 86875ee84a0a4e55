//! The bootloader's requests as calls on a session: request out, answers in, each with a deadline and a line in the
//! recorder. Knows no versions: the caller asks only what the running bootloader understands.

mod write;

use std::{rc::Rc, time::Duration};

use bytes::Bytes;

pub(super) use write::{WriteFailure, WriteStep};

use super::{Context, FailureCause, limits, session::Session, trace::Trace};
use crate::{
    bootloader::{Memory, Request, Response, Version},
    runtime::SharedRuntime,
    transport::SharedTransport,
};

/// Most bytes asked for in one request when memory is read; keeps one answer short enough for its deadline.
pub(super) const READ_BYTES: u32 = 1 << 20;
/// Most bytes believed to be a configuration: its section (protocol 7.1).
const MAX_CONFIG_BYTES: u32 = 16 * 1024;

/// A session with a bootloader that answers requests.
#[derive(Debug)]
pub(super) struct Client {
    session: Session,
    runtime: SharedRuntimeDebug,
    trace: Trace,
}

#[derive(Clone)]
struct SharedRuntimeDebug(SharedRuntime);

impl std::fmt::Debug for SharedRuntimeDebug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Runtime")
    }
}

impl Client {
    /// Opens a session over `transport`.
    pub(super) async fn open(
        context: &Context,
        transport: SharedTransport,
        trace: Trace,
    ) -> Result<Self, FailureCause> {
        Ok(Self {
            session: Session::open(Rc::clone(&context.runtime), transport, trace.clone()).await?,
            runtime: SharedRuntimeDebug(context.runtime.clone()),
            trace,
        })
    }

    pub(super) const fn session(&self) -> &Session {
        &self.session
    }

    /// Resets the camera and closes.
    pub(super) async fn reset(self) {
        self.session.reset().await;
    }

    /// Closes without a reset: data that is not complete is lost.
    pub(super) async fn drop_link(self) {
        self.note("link dropped");
        self.session.drop_link().await;
    }

    pub(super) async fn version(&self) -> Result<Version, FailureCause> {
        match self
            .ask(Request::GetBootloaderVersion, limits::ANSWER)
            .await?
        {
            Response::BootloaderVersion(version) => Ok(version),
            other => Err(unexpected(&other)),
        }
    }

    pub(super) async fn commit(&self) -> Result<String, FailureCause> {
        match self
            .ask(Request::GetBootloaderCommit, limits::ANSWER)
            .await?
        {
            Response::BootloaderCommit(commit) => Ok(commit),
            other => Err(unexpected(&other)),
        }
    }

    /// The running kind, raw.
    pub(super) async fn kind(&self) -> Result<i32, FailureCause> {
        match self.ask(Request::GetBootloaderType, limits::ANSWER).await? {
            Response::BootloaderType(kind) => Ok(kind),
            other => Err(unexpected(&other)),
        }
    }

    /// The memory the bootloader lives in, raw.
    pub(super) async fn bootloader_memory(&self) -> Result<i32, FailureCause> {
        match self.ask(Request::BootloaderMemory, limits::ANSWER).await? {
            Response::BootloaderMemory(memory) => Ok(memory),
            other => Err(unexpected(&other)),
        }
    }

    pub(super) async fn is_user_bootloader(&self) -> Result<bool, FailureCause> {
        match self.ask(Request::IsUserBootloader, limits::ANSWER).await? {
            Response::IsUserBootloader(is_user) => Ok(is_user),
            other => Err(unexpected(&other)),
        }
    }

    /// The answer to a question about a memory, as it came.
    pub(super) async fn memory_question(&self, request: Request) -> Result<Response, FailureCause> {
        self.ask(request, limits::MEMORY_ANSWER).await
    }

    /// The configuration's BSON; the inner error is the camera's reason for having none.
    pub(super) async fn config(
        &self,
        memory: Memory,
        offset: i64,
        max_size: u32,
    ) -> Result<Result<Bytes, String>, FailureCause> {
        let request = Request::GetBootloaderConfig {
            memory: memory.to_wire(),
            offset,
            max_size,
        };
        let header = match self.ask(request, limits::MEMORY_ANSWER).await? {
            Response::GetBootloaderConfig(header) => header,
            other => return Err(unexpected(&other)),
        };
        if !header.success {
            return Ok(Err(header.error));
        }
        if header.total > MAX_CONFIG_BYTES {
            return Err(FailureCause::Nonsense {
                detail: format!("a configuration of {} bytes was announced", header.total),
            });
        }
        let packet = self
            .session
            .receive("the configuration", limits::ANSWER)
            .await?;
        if packet.len() < header.total as usize {
            return Err(FailureCause::Nonsense {
                detail: format!(
                    "{} bytes of configuration were announced, {} came",
                    header.total,
                    packet.len()
                ),
            });
        }
        Ok(Ok(packet.slice(..header.total as usize)))
    }

    /// Reads `size` bytes of memory and hands them on piece by piece, in order.
    pub(super) async fn read(
        &self,
        memory: Memory,
        offset: u32,
        size: u32,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), FailureCause> {
        let mut done = 0;
        while done < size {
            let part = (size - done).min(READ_BYTES);
            self.read_part(memory, offset.saturating_add(done), part, &mut take)
                .await?;
            done += part;
        }
        Ok(())
    }

    async fn read_part(
        &self,
        memory: Memory,
        offset: u32,
        size: u32,
        take: &mut impl FnMut(&[u8]),
    ) -> Result<(), FailureCause> {
        let request = Request::ReadFlash {
            memory: memory.to_wire(),
            offset,
            total: size,
        };
        let header = match self.ask(request, limits::MEMORY_ANSWER).await? {
            Response::ReadFlash(header) => header,
            other => return Err(unexpected(&other)),
        };
        if !header.success {
            return Err(FailureCause::RefusedByCamera {
                reason: header.error,
            });
        }
        if header.total != size {
            return Err(FailureCause::Nonsense {
                detail: format!("{size} bytes were asked for, {} announced", header.total),
            });
        }
        let mut left = size as usize;
        for _ in 0..header.packets {
            let packet = self
                .session
                .receive("memory content", limits::READ_PACKET)
                .await?;
            left = left
                .checked_sub(packet.len())
                .ok_or_else(|| FailureCause::Nonsense {
                    detail: "more memory content came than was announced".to_owned(),
                })?;
            take(&packet);
        }
        if left > 0 {
            return Err(FailureCause::Nonsense {
                detail: format!("{left} bytes of memory content are missing"),
            });
        }
        Ok(())
    }

    /// Reads a small piece of memory as a whole.
    pub(super) async fn read_bytes(
        &self,
        memory: Memory,
        offset: u32,
        size: u32,
    ) -> Result<Vec<u8>, FailureCause> {
        let mut bytes = Vec::with_capacity(size as usize);
        self.read(memory, offset, size, |part| bytes.extend_from_slice(part))
            .await?;
        Ok(bytes)
    }

    /// Asks for the ROM; the link falls then.
    pub(super) fn usb_rom_boot(&self) -> Result<(), FailureCause> {
        self.note("> UsbRomBoot");
        self.session
            .send(Request::UsbRomBoot.encode().into())
            .map(|_| ())
    }

    /// Asks the bootloader to start the application. Bootloaders that answer say whether they could.
    pub(super) async fn boot_application(&self, answers: bool) -> Result<(), FailureCause> {
        if !answers {
            self.note("> BootApplication");
            self.session
                .send(Request::BootApplication.encode().into())?;
            return Ok(());
        }
        match self
            .ask(Request::BootApplication, limits::MEMORY_ANSWER)
            .await?
        {
            Response::BootApplication { success: true, .. } => Ok(()),
            Response::BootApplication { error, .. } => {
                Err(FailureCause::RefusedByCamera { reason: error })
            }
            other => Err(unexpected(&other)),
        }
    }

    /// Waits for the link to fall, then closes.
    pub(super) async fn fall(self) {
        let ended = self.session.ended();
        let fell = crate::runtime::timeout(&*self.runtime.0, limits::LINK_FALL, ended).await;
        self.note(if fell.is_ok() {
            "link fell"
        } else {
            "link did not fall"
        });
        self.session.drop_link().await;
    }

    async fn ask(&self, request: Request, limit: Duration) -> Result<Response, FailureCause> {
        self.note(format_args!("> {request:?}"));
        self.session.send(request.encode().into())?;
        let waited_for = format!("an answer to {:?}", request.kind());
        self.answer(&waited_for, limit).await
    }

    async fn answer(&self, waited_for: &str, limit: Duration) -> Result<Response, FailureCause> {
        let packet = self.session.receive(waited_for, limit).await?;
        let response = Response::decode(&packet).map_err(|error| FailureCause::Nonsense {
            detail: format!("{error} (waiting for {waited_for})"),
        });
        match &response {
            Ok(response) => self.note(format_args!("< {}", shortened(response))),
            Err(_) => self.note(format_args!("< {} bytes of nonsense", packet.len())),
        }
        response
    }

    fn note(&self, line: impl std::fmt::Display) {
        self.trace.add(self.runtime.0.now(), line);
    }
}

/// One line of an answer; texts from the device are cut.
fn shortened(response: &Response) -> String {
    const LONGEST: usize = 300;
    let mut text = format!("{response:?}");
    if text.len() > LONGEST {
        let cut = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(cut.unwrap_or_default());
        text.push_str("...");
    }
    text
}

fn unexpected(response: &Response) -> FailureCause {
    FailureCause::Nonsense {
        detail: match response {
            Response::NoOp { .. } => "the camera does not know the request".to_owned(),
            other => format!("answer number {} does not fit the request", other.number()),
        },
    }
}
