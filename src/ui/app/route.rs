//! Addresses of the page: `#/`, `#/studio`, `#/camera/PART`, `#/recipes`, `#/recipes/ID`, `#/help`, and `?virtual=PROFILE`.

use crate::ui::panel::Tab;

/// The views. The place behind `#` names them, so that any web server under any path will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// The three steps.
    #[default]
    Flash,
    /// The graph editor.
    Studio,
    /// One part of the camera view.
    Camera(Tab),
    /// The gallery of recipes, or one of them.
    Recipes,
    /// Help.
    Help,
}

impl View {
    /// The view an address fragment names: unknown ones are home, places within a view (`#main-start`) are none.
    pub fn from_hash(hash: &str) -> Option<Self> {
        let path = hash.trim_start_matches('#');
        if let Some(tab) = Tab::from_path(path) {
            return Some(Self::Camera(tab));
        }
        match path {
            "/studio" => Some(Self::Studio),
            path if path.starts_with("/studio?") => Some(Self::Studio),
            "/help" => Some(Self::Help),
            "/recipes" => Some(Self::Recipes),
            path if path.starts_with("/recipes/") => Some(Self::Recipes),
            "" => Some(Self::Flash),
            path if path.starts_with('/') => Some(Self::Flash),
            _ => None,
        }
    }

    /// The fragment to link to.
    pub const fn hash(self) -> &'static str {
        match self {
            Self::Flash => "#/",
            Self::Studio => "#/studio",
            Self::Camera(tab) => tab.hash(),
            Self::Recipes => "#/recipes",
            Self::Help => "#/help",
        }
    }
}

/// The recipe an address fragment names.
pub fn recipe_of(hash: &str) -> Option<String> {
    let id = hash.trim_start_matches('#').strip_prefix("/recipes/")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!id.is_empty() && id.chars().all(plain)).then(|| id.to_owned())
}

/// The fragment to link to for a recipe.
pub fn recipe_hash(id: &str) -> String {
    format!("{}/{id}", View::Recipes.hash())
}

/// A virtual camera wished for in the address.
#[derive(Debug, Clone, PartialEq)]
pub struct VirtualWish {
    /// Profile name.
    pub profile: String,
    /// Multiple of a real memory's speed.
    pub speed: Option<f64>,
}

/// The virtual camera in `?virtual=PROFILE` and `&speed=FACTOR`, if the query has one.
pub fn virtual_wish(query: &str) -> Option<VirtualWish> {
    let value = |name: &str| {
        query
            .trim_start_matches('?')
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| value)
    };
    Some(VirtualWish {
        // Profile names are plain; anything else only has to be shown back, shortened.
        profile: value("virtual")?.chars().take(40).collect(),
        speed: value("speed")
            .and_then(|speed| speed.parse().ok())
            .filter(|speed: &f64| speed.is_finite() && *speed > 0.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_name_views() {
        assert_eq!(View::from_hash(""), Some(View::Flash));
        assert_eq!(View::from_hash("#/nowhere"), Some(View::Flash));
        assert_eq!(View::from_hash(View::Help.hash()), Some(View::Help));
        assert_eq!(View::from_hash("#main-start"), None);
        for hash in [View::Studio.hash(), "#/studio?project=1.abc"] {
            assert_eq!(View::from_hash(hash), Some(View::Studio));
        }
        for tab in Tab::ALL {
            let view = View::Camera(tab);
            assert_eq!(View::from_hash(view.hash()), Some(view));
        }
        let overview = Some(View::Camera(Tab::Overview));
        assert_eq!(View::from_hash("#/camera/nowhere"), overview);
        assert_eq!(View::from_hash("#/cameras"), Some(View::Flash));
    }

    #[test]
    fn fragments_name_recipes() {
        let hash = recipe_hash("mjpeg-server");
        assert_eq!(View::from_hash(&hash), Some(View::Recipes));
        assert_eq!(recipe_of(&hash).as_deref(), Some("mjpeg-server"));
        assert_eq!(recipe_of("#/recipes"), None);
        assert_eq!(recipe_of("#/recipes/<b>"), None);
        assert_eq!(recipe_of("#/help"), None);
    }

    #[test]
    fn query_names_a_virtual_camera() {
        let wish = |profile: &str, speed| {
            let profile = profile.to_owned();
            Some(VirtualWish { profile, speed })
        };
        assert_eq!(virtual_wish("?virtual=poe"), wish("poe", None));
        assert_eq!(
            virtual_wish("?a=1&virtual=usb&speed=1000"),
            wish("usb", Some(1000.0))
        );
        assert_eq!(virtual_wish("?virtual=usb&speed=-1"), wish("usb", None));
        assert_eq!(virtual_wish("?virtual="), None);
        assert_eq!(virtual_wish(""), None);
    }
}
