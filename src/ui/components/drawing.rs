//! Our own drawings.

use yew::{Html, html};

/// The product's mark: a camera's front with its three lenses.
pub(in crate::ui) fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect class="mark-body" x="2" y="9" width="28" height="14" rx="7" />
            <circle class="mark-lens" cx="16" cy="16" r="4" />
            <circle class="mark-lens" cx="8" cy="16" r="1.75" />
            <circle class="mark-lens" cx="24" cy="16" r="1.75" />
        </svg>
    }
}

/// A camera with its cable.
pub(in crate::ui) fn camera() -> Html {
    html! {
        <svg class="drawing" viewBox="0 0 240 104" aria-hidden="true">
            <path class="drawing-cable" d="M120 70v10c0 10 8 14 18 14h102" />
            <rect class="drawing-plug" x="110" y="62" width="20" height="12" rx="3" />
            <rect class="drawing-body" x="30" y="14" width="180" height="50" rx="14" />
            <rect class="drawing-face" x="38" y="21" width="164" height="36" rx="9" />
            <circle class="drawing-lens" cx="62" cy="39" r="10" />
            <circle class="drawing-glass" cx="62" cy="39" r="4.5" />
            <circle class="drawing-lens" cx="178" cy="39" r="10" />
            <circle class="drawing-glass" cx="178" cy="39" r="4.5" />
            <circle class="drawing-lens" cx="120" cy="39" r="14" />
            <circle class="drawing-glass" cx="120" cy="39" r="7" />
            <circle class="drawing-light" cx="148" cy="31" r="2" />
        </svg>
    }
}
