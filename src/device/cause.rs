//! From the errors of the layers below to the causes a person is told.

use super::FailureCause;
use crate::{
    transport::TransportError,
    xlink::{LinkError, Wait},
};

/// A transfer failed while a session stood.
pub(super) fn from_transport(error: &TransportError) -> FailureCause {
    match error {
        TransportError::Busy(detail) => FailureCause::InUse {
            detail: detail.clone(),
        },
        TransportError::Refused(detail) => FailureCause::AccessRefused {
            detail: detail.clone(),
        },
        // A transfer that fails in the middle of a session means that the other end is not there any more; the words
        // are in the trace.
        _ => FailureCause::CameraGone,
    }
}

/// A camera could not be opened.
pub(super) fn from_opening(error: &TransportError) -> FailureCause {
    match error {
        TransportError::Failed(detail) => FailureCause::AccessRefused {
            detail: detail.clone(),
        },
        error => from_transport(error),
    }
}

/// The link ended by itself.
pub(super) fn from_link(error: &LinkError) -> FailureCause {
    match error {
        LinkError::Timeout { wait, limit } => FailureCause::NoAnswer {
            waited_for: match wait {
                Wait::Handshake => "the camera to greet",
                Wait::Watchdog => "a sign of life",
                _ => "an acknowledgement",
            }
            .to_owned(),
            limit_millis: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        },
        LinkError::ResetByDevice | LinkError::Ended => FailureCause::CameraGone,
        other => FailureCause::Nonsense {
            detail: other.to_string(),
        },
    }
}
