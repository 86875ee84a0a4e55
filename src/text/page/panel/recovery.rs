//! Words of the recovery guide.
