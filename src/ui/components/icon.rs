//! Icons: references to the symbols that the build puts into the document (`www/icons`).

use yew::{Html, html};

/// The icons of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Icon {
    ArrowRight,
    Check,
    ChevronDown,
    CircleCheck,
    CircleX,
    Clock,
    Copy,
    Cpu,
    FileUp,
    Flask,
    Info,
    Keyboard,
    Loader,
    LogOut,
    Monitor,
    Moon,
    Network,
    Package,
    Pencil,
    Play,
    Plug,
    Printer,
    Refresh,
    Save,
    Shield,
    Sun,
    Trash,
    Triangle,
    Usb,
    Video,
    X,
    Zap,
}

impl Icon {
    /// File name in `www/icons`, without ending.
    const fn name(self) -> &'static str {
        match self {
            Self::ArrowRight => "arrow-right",
            Self::Check => "check",
            Self::ChevronDown => "chevron-down",
            Self::CircleCheck => "circle-check",
            Self::CircleX => "circle-x",
            Self::Clock => "clock",
            Self::Copy => "copy",
            Self::Cpu => "cpu",
            Self::Save => "download",
            Self::FileUp => "file-up",
            Self::Flask => "flask-conical",
            Self::Info => "info",
            Self::Keyboard => "keyboard",
            Self::Loader => "loader-circle",
            Self::LogOut => "log-out",
            Self::Monitor => "monitor",
            Self::Moon => "moon",
            Self::Network => "brain-circuit",
            Self::Package => "package",
            Self::Pencil => "pencil",
            Self::Play => "play",
            Self::Plug => "plug",
            Self::Printer => "printer",
            Self::Refresh => "refresh-cw",
            Self::Shield => "shield-check",
            Self::Sun => "sun",
            Self::Trash => "trash-2",
            Self::Triangle => "triangle-alert",
            Self::Usb => "usb",
            Self::Video => "video",
            Self::X => "x",
            Self::Zap => "zap",
        }
    }
}

/// An icon beside a word; hidden from screen readers, which get the word.
pub(in crate::ui) fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" aria-hidden="true"><use href={format!("#icon-{}", icon.name())} /></svg>
    }
}
