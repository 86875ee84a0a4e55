//! From bytes to messages.

use bytes::{Buf, Bytes, BytesMut};

use super::{
    BUS_ID_BYTES, COMMAND_SUBMIT, COMMAND_UNLINK, Command, DEVICE_BYTES, Device, HEADER_BYTES,
    MAX_DEVICES, MAX_TRANSFER_BYTES, NOT_ISOCHRONOUS, OPERATION_BYTES, Operation, PATH_BYTES,
    REPLY_TO_IMPORT, REPLY_TO_LIST, REQUEST_IMPORT, REQUEST_LIST, RETURN_SUBMIT, RETURN_UNLINK,
    Return, Submit, UsbIpError, VERSION,
};

/// Room that is always there for what comes next, in bytes.
const LEAST_ROOM_BYTES: usize = 64 << 10;
/// Most room made at once, whatever a message announces, in bytes.
const MOST_ROOM_BYTES: usize = 2 << 20;

/// What arrived and was not understood yet. A server asks it for one [`Operation`] and then for commands, a client for
/// the answer to its operation and then for returns. Each gives `None` while the next message is not complete.
#[derive(Debug, Default)]
pub struct Incoming {
    buffer: BytesMut,
    /// Bytes that the message at hand lacks.
    missing: usize,
}

impl Incoming {
    /// Nothing arrived yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where to put what arrives, with room for some more.
    pub fn space(&mut self) -> &mut BytesMut {
        let room = self.missing.clamp(LEAST_ROOM_BYTES, MOST_ROOM_BYTES);
        self.buffer.reserve(room);
        &mut self.buffer
    }

    /// Bytes that are held.
    pub fn held(&self) -> usize {
        self.buffer.len()
    }

    /// The first `len` bytes, if they are there.
    fn take(&mut self, len: usize) -> Option<Bytes> {
        self.missing = len.saturating_sub(self.buffer.len());
        (self.missing == 0).then(|| self.buffer.split_to(len).freeze())
    }

    /// What the client wants.
    pub fn operation(&mut self) -> Result<Option<Operation>, UsbIpError> {
        let Some((code, _)) = self.peek_operation()? else {
            return Ok(None);
        };
        match code {
            REQUEST_LIST => {
                self.buffer.advance(OPERATION_BYTES);
                Ok(Some(Operation::List))
            }
            REQUEST_IMPORT => Ok(self.take(OPERATION_BYTES + BUS_ID_BYTES).map(|bytes| {
                let bus_id = text(bytes.get(OPERATION_BYTES..).unwrap_or_default());
                Operation::Import { bus_id }
            })),
            code => Err(UsbIpError::Code { code: code.into() }),
        }
    }

    /// The answer to [`Operation::List`].
    pub fn list(&mut self) -> Result<Option<Vec<Device>>, UsbIpError> {
        let Some((code, _)) = self.peek_operation()? else {
            return Ok(None);
        };
        if code != REPLY_TO_LIST {
            return Err(UsbIpError::Code { code: code.into() });
        }
        let mut rest = self.buffer.get(OPERATION_BYTES..).unwrap_or_default();
        let Ok(count) = rest.try_get_u32() else {
            return Ok(None);
        };
        if count > MAX_DEVICES {
            return Err(UsbIpError::Devices { announced: count });
        }
        let mut devices = Vec::new();
        for _ in 0..count {
            let Some((mut fields, more)) = rest.split_at_checked(DEVICE_BYTES) else {
                return Ok(None);
            };
            let mut device = get_device(&mut fields)?;
            let classes = device.interfaces.len() * 4;
            let Some((classes, more)) = more.split_at_checked(classes) else {
                return Ok(None);
            };
            for (class, bytes) in device.interfaces.iter_mut().zip(classes.chunks(4)) {
                class.copy_from_slice(bytes.get(..3).unwrap_or(&[0; 3]));
            }
            devices.push(device);
            rest = more;
        }
        self.buffer.clear();
        Ok(Some(devices))
    }

    /// The answer to [`Operation::Import`]: the device, or the number of the refusal.
    pub fn import(&mut self) -> Result<Option<Result<Device, u32>>, UsbIpError> {
        match self.peek_operation()? {
            None => Ok(None),
            Some((REPLY_TO_IMPORT, 0)) => {
                let Some(bytes) = self.take(OPERATION_BYTES + DEVICE_BYTES) else {
                    return Ok(None);
                };
                let mut fields = bytes.get(OPERATION_BYTES..).unwrap_or_default();
                get_device(&mut fields).map(|device| Some(Ok(device)))
            }
            Some((REPLY_TO_IMPORT, refusal)) => {
                self.buffer.advance(OPERATION_BYTES);
                Ok(Some(Err(refusal)))
            }
            Some((code, _)) => Err(UsbIpError::Code { code: code.into() }),
        }
    }

    fn peek_operation(&self) -> Result<Option<(u16, u32)>, UsbIpError> {
        let Some(mut header) = self.buffer.get(..OPERATION_BYTES) else {
            return Ok(None);
        };
        let version = header.try_get_u16()?;
        if version != VERSION {
            return Err(UsbIpError::Version { found: version });
        }
        Ok(Some((header.try_get_u16()?, header.try_get_u32()?)))
    }

    /// The next command of the client.
    pub fn command(&mut self) -> Result<Option<Command>, UsbIpError> {
        let Some(mut header) = self.buffer.get(..HEADER_BYTES) else {
            return Ok(None);
        };
        let (code, sequence, device) = get_header(&mut header)?;
        let (direction, endpoint) = (header.try_get_u32()?, header.try_get_u32()?);
        match code {
            COMMAND_SUBMIT => {}
            COMMAND_UNLINK => {
                let target = header.try_get_u32()?;
                self.buffer.advance(HEADER_BYTES);
                return Ok(Some(Command::Unlink {
                    sequence,
                    device,
                    target,
                }));
            }
            code => return Err(UsbIpError::Code { code }),
        }
        let is_in = direction != 0;
        let (flags, length) = (header.try_get_u32()?, header.try_get_u32()?);
        let (_start, packets, _interval) = (
            header.try_get_u32()?,
            header.try_get_u32()?,
            header.try_get_u32()?,
        );
        if packets != 0 && packets != NOT_ISOCHRONOUS {
            return Err(UsbIpError::Isochronous { packets });
        }
        let mut setup = [0; 8];
        header.try_copy_to_slice(&mut setup)?;
        let length = bounded(length)?;
        let sent = if is_in { 0 } else { length };
        Ok(self.take(HEADER_BYTES + sent).map(|message| {
            Command::Submit(Submit {
                sequence,
                device,
                // Larger numbers exist no more than 255 does.
                endpoint: u8::try_from(endpoint).unwrap_or(u8::MAX),
                is_in,
                flags,
                length,
                setup,
                data: message.slice(HEADER_BYTES..),
            })
        }))
    }

    /// The next return of the server. `is_in` tells whether the submit of that number lets the device send.
    pub fn returned(
        &mut self,
        is_in: impl FnOnce(u32) -> bool,
    ) -> Result<Option<Return>, UsbIpError> {
        let Some(mut header) = self.buffer.get(..HEADER_BYTES) else {
            return Ok(None);
        };
        let (code, sequence, _) = get_header(&mut header)?;
        let _direction_and_endpoint = header.try_get_u64()?;
        let status = header.try_get_i32()?;
        match code {
            RETURN_SUBMIT => {}
            RETURN_UNLINK => {
                self.buffer.advance(HEADER_BYTES);
                return Ok(Some(Return::Unlink { sequence, status }));
            }
            code => return Err(UsbIpError::Code { code }),
        }
        let actual = header.try_get_u32()?;
        let sent = if is_in(sequence) { bounded(actual)? } else { 0 };
        Ok(self
            .take(HEADER_BYTES + sent)
            .map(|message| Return::Submit {
                sequence,
                status,
                actual,
                data: message.slice(HEADER_BYTES..),
            }))
    }
}

fn bounded(length: u32) -> Result<usize, UsbIpError> {
    usize::try_from(length)
        .ok()
        .filter(|length| *length <= MAX_TRANSFER_BYTES)
        .ok_or(UsbIpError::Length { announced: length })
}

fn get_header(header: &mut &[u8]) -> Result<(u32, u32, u32), UsbIpError> {
    Ok((
        header.try_get_u32()?,
        header.try_get_u32()?,
        header.try_get_u32()?,
    ))
}

/// A text field: up to its first zero, foreign bytes replaced.
fn text(field: &[u8]) -> String {
    let text = field.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}

fn get_device(fields: &mut &[u8]) -> Result<Device, UsbIpError> {
    let (mut path, mut bus_id) = ([0; PATH_BYTES], [0; BUS_ID_BYTES]);
    fields.try_copy_to_slice(&mut path)?;
    fields.try_copy_to_slice(&mut bus_id)?;
    let (bus, number, speed) = get_header(fields)?;
    let (vendor, product, version) = (
        fields.try_get_u16()?,
        fields.try_get_u16()?,
        fields.try_get_u16()?,
    );
    let mut class = [0; 3];
    fields.try_copy_to_slice(&mut class)?;
    Ok(Device {
        path: text(&path),
        bus_id: text(&bus_id),
        bus,
        number,
        speed,
        vendor,
        product,
        version,
        class,
        configuration: fields.try_get_u8()?,
        configurations: fields.try_get_u8()?,
        interfaces: vec![[0; 3]; fields.try_get_u8()?.into()],
    })
}
