//! What the device's end of a link does at each event.

use super::{link::DeviceLink, stream::Stream};
use crate::xlink::{
    BOOTLOADER_BUFFER_BYTES, BOOTLOADER_STREAM, Event, EventKind, Flags, WATCHDOG_BUFFER_BYTES,
    WATCHDOG_STREAM,
};

/// The stream id of a request that asks the host to choose one (protocol 3.3).
const NO_ID_YET: u32 = 0xDEAD_DEAD;

impl DeviceLink {
    /// Handles every event but a packet.
    pub(super) fn handle(&mut self, event: &Event) {
        if !self.established && event.kind != EventKind::PingReq {
            self.violations
                .note(format!("{:?} before the first ping", event.kind));
        }
        match event.kind {
            EventKind::PingReq => self.ping(event),
            EventKind::ResetReq => {
                self.reset_asked = true;
                self.push_event(Event::new(EventKind::ResetResp, event.id));
            }
            EventKind::CreateStreamReq => self.create_stream(event),
            EventKind::CreateStreamResp => self.stream_created(event),
            EventKind::CloseStreamReq => self.close_stream(event),
            EventKind::ReadRelReq => self.released(event),
            EventKind::WriteResp => {
                let answered = self
                    .streams
                    .iter_mut()
                    .find(|stream| stream.awaiting == Some(event.id));
                match answered {
                    Some(stream) => stream.awaiting = None,
                    None => self
                        .violations
                        .note(format!("answer to write {}, which was not asked", event.id)),
                }
            }
            EventKind::PingResp | EventKind::ResetResp => {
                self.violations
                    .note(format!("{:?}, which was not asked", event.kind));
            }
            // The answer to a release carries nothing; the packet's own event is handled where its bytes are.
            EventKind::ReadRelResp | EventKind::CloseStreamResp | EventKind::WriteReq => {}
        }
    }

    fn ping(&mut self, event: &Event) {
        self.push_event(Event::new(EventKind::PingResp, event.id));
        if self.established {
            return;
        }
        self.established = true;
        for (name, buffer) in [
            (BOOTLOADER_STREAM, BOOTLOADER_BUFFER_BYTES),
            (WATCHDOG_STREAM, WATCHDOG_BUFFER_BYTES),
        ] {
            let id = self.event_id();
            let mut request = Event::new(EventKind::CreateStreamReq, id);
            name.clone_into(&mut request.stream_name);
            request.stream_id = NO_ID_YET;
            request.size = buffer;
            let mut stream = Stream::new(name, buffer);
            stream.opening = Some(id);
            self.streams.push(stream);
            self.push_event(request);
        }
    }

    fn create_stream(&mut self, event: &Event) {
        let taken = self
            .streams
            .iter()
            .any(|stream| stream.id == Some(event.stream_id) && stream.name != event.stream_name);
        if taken {
            self.violations
                .note(format!("stream id {} given twice", event.stream_id));
        }
        if self.by_name(&event.stream_name).is_none() {
            self.violations.note(format!(
                "stream {:?} is not the bootloader's",
                event.stream_name
            ));
            self.streams
                .push(Stream::new(&event.stream_name, event.size));
        }
        let mut complaint = None;
        if let Some(stream) = self.by_name(&event.stream_name) {
            if stream.host_buffer.is_some() {
                complaint = Some(format!("stream {} opened twice", stream.name));
            } else if stream.id.is_some_and(|id| id != event.stream_id) {
                complaint = Some(format!("stream {} got two ids", stream.name));
            }
            stream.host_buffer = Some(event.size);
            stream.id = Some(event.stream_id);
        }
        if let Some(complaint) = complaint {
            self.violations.note(complaint);
        }
        let mut response = Event::new(EventKind::CreateStreamResp, event.id);
        event.stream_name.clone_into(&mut response.stream_name);
        response.stream_id = event.stream_id;
        response.size = event.size;
        self.push_event(response);
    }

    fn stream_created(&mut self, event: &Event) {
        let Some(stream) = self
            .streams
            .iter_mut()
            .find(|stream| stream.opening == Some(event.id))
        else {
            self.violations.note(format!(
                "answer to opening {}, which was not asked",
                event.id
            ));
            return;
        };
        stream.opening = None;
        if !event.flags.contains(Flags::ACK) || event.flags.contains(Flags::NACK) {
            return;
        }
        stream.device_open = true;
        let old = *stream.id.get_or_insert(event.stream_id);
        if old != event.stream_id {
            let complaint = format!("stream {} got two ids", stream.name);
            self.violations.note(complaint);
        }
    }

    fn close_stream(&mut self, event: &Event) {
        let mut response = Event::new(EventKind::CloseStreamResp, event.id);
        response.stream_id = event.stream_id;
        match self.by_id(event.stream_id) {
            Some(stream) if stream.incoming.is_empty() => stream.host_buffer = None,
            Some(_) => response.flags = Flags::NACK,
            None => response.flags = Flags(Flags::NACK.0 | Flags::NO_SUCH_STREAM.0),
        }
        self.push_event(response);
    }

    fn released(&mut self, event: &Event) {
        let due = self
            .by_id(event.stream_id)
            .map(|stream| stream.unreleased.pop_front());
        match due {
            Some(Some(len)) if len == event.size => {}
            Some(Some(len)) => self.violations.note(format!(
                "released {} bytes of a packet of {len}",
                event.size
            )),
            Some(None) => self.violations.note("released a packet that was not sent"),
            None => self.violations.note(format!(
                "released a packet of unknown stream {}",
                event.stream_id
            )),
        }
        let mut response = Event::new(EventKind::ReadRelResp, event.id);
        response.stream_id = event.stream_id;
        response.size = event.size;
        self.push_event(response);
    }
}
