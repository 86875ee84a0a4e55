//! Words of *Open in studio*.

/// The button.
pub const OPEN: &str = "Open in studio";
/// On the way.
pub const OPENING: &str = "Opening in the studio";
/// No such recipe.
pub const NO_RECIPE: &str = "This recipe is not there any more. Reload the page.";
/// A network is missing.
pub const NETWORK_FIRST: &str = "This recipe is built around a neural network. Press Use it, choose the .blob in step 2, then open it in the studio from there.";
/// Nothing to open.
pub const NOTHING: &str = "There is nothing to open yet.";
