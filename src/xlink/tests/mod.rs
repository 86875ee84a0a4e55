//! The link against a small device end, by literal bytes, and by arbitrary input.

mod arbitrary;
mod peer;
mod sessions;
mod wire;
