//! Words of the header.

/// The home view.
pub const FLASH: &str = "Flash";
/// The studio.
pub const STUDIO: &str = "Studio";
/// The camera view.
pub const CAMERA: &str = "Camera";
/// The gallery of recipes.
pub const RECIPES: &str = "Recipes";
/// The help view.
pub const HELP: &str = "Help";
/// Name of the navigation.
pub const VIEWS: &str = "Views";
/// Jumps over the header.
pub const SKIP: &str = "Skip to the steps";
/// The camera pill without a camera.
pub const NO_CAMERA: &str = "No camera";
/// While connecting.
pub const CONNECTING: &str = "Connecting";
/// While a person is waited for.
pub const WAITING: &str = "Your turn";
/// While it runs its application.
pub const RUNNING: &str = "Running";
/// While something is written.
pub const FLASHING: &str = "Flashing";
/// Connected.
pub const CONNECTED: &str = "Connected";
/// It failed.
pub const FAILED: &str = "Not connected";
/// What the pill does.
pub const PILL_HINT: &str = "Show the camera";
/// Theme as the system's.
pub const THEME_AUTO: &str = "Theme: automatic";
/// Light theme.
pub const THEME_LIGHT: &str = "Theme: light";
/// Dark theme.
pub const THEME_DARK: &str = "Theme: dark";
/// Opens the list of keys.
pub const KEYS: &str = "Keyboard shortcuts";
