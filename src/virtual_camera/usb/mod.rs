//! The camera as a USB device, without IO: descriptors, standard requests, and endpoints on which transfers wait.
//!
//! | part | is |
//! |---|---|
//! | [`descriptors`] | what the device tells of itself (protocol 2.3) |
//! | [`Function`] | control requests of one attachment |
//! | [`Port`] | the transfers of one attachment |

mod descriptors;
mod function;
mod port;

pub(super) use descriptors::{PRODUCT_VERSION, VENDOR_ID, interface_class, product_id};
pub(super) use function::Function;
pub(super) use port::{Port, Traffic};
