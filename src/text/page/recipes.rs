//! Words of the gallery of recipes.

use crate::pipeline::recipe_info::{MadeFor, Topic};

/// Title.
pub const TITLE: &str = "Recipes";
/// Below it.
pub const LEAD: &str = "Complete applications for a camera that works alone, each with a program for the computer that receives what it sends.";
/// Label of the search field.
pub const SEARCH: &str = "Search recipes";
/// Example in it.
pub const SEARCH_HINT: &str = "MQTT, depth, GPIO, upload";
/// Name of the topics.
pub const TOPICS: &str = "Topic";
/// All topics.
pub const ALL: &str = "All";
/// Makes a recipe step 2's application.
pub const USE: &str = "Use it";
/// Leads to its page.
pub const DETAILS: &str = "Details";
/// Back to the gallery.
pub const BACK: &str = "All recipes";
/// No such recipe.
pub const UNKNOWN: &str =
    "There is no such recipe. It may have had another name in an earlier version of this page.";
/// Fact: the camera.
pub const CAMERA: &str = "Made for";
/// Fact: what else.
pub const NEEDS: &str = "Needs";
/// Fact: its graph in words.
pub const PARTS: &str = "Pipeline";
/// Title of the host program.
pub const HOST: &str = "Receive it on a computer";
/// What it is.
pub const HOST_HINT: &str =
    "A program for Python 3 that needs nothing else. It has the values of the settings above.";
/// Its name when it is saved.
pub const HOST_FILE: &str = "receive";
/// Copies it.
pub const COPY: &str = "Copy program";
/// Saves it.
pub const SAVE: &str = "Save program";
/// Title of the camera's script.
pub const SCRIPT: &str = "Script on the camera";
/// Title of the notes.
pub const NOTES: &str = "Good to know";

/// A topic.
pub const fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Video => "Pictures and video",
        Topic::Detection => "Detection",
        Topic::Depth => "Depth",
        Topic::Sensors => "Sensors",
        Topic::Pins => "Pins and buses",
    }
}

/// Kind of camera.
pub const fn made_for(made_for: MadeFor) -> &'static str {
    match made_for {
        MadeFor::Network => "PoE cameras",
        MadeFor::Iot => "IoT cameras",
        MadeFor::Any => "any camera",
    }
}

/// How many are shown, said aloud.
pub fn found(n: usize) -> String {
    match n {
        0 => "No recipe has all these words. Try one of them, or another topic.".to_owned(),
        1 => "1 recipe".to_owned(),
        n => format!("{n} recipes"),
    }
}

/// What a picture shows, for those who do not see it.
pub fn picture(nodes: &[&str]) -> String {
    format!("Pipeline of {}", nodes.join(", "))
}
