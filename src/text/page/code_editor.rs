//! Words of the code editor.

/// Nothing is known yet.
pub const CHECKING: &str = "Checking the script";
/// How to leave it with the keyboard.
pub const LEAVE: &str = "Tab indents here. To go on with the keyboard: Esc, then Tab.";

/// How many problems there are.
pub fn found(n: usize) -> String {
    match n {
        0 => "No problem found".to_owned(),
        1 => "1 problem".to_owned(),
        n => format!("{n} problems"),
    }
}

/// Where a problem is.
pub fn place(line: u32, column: u32) -> String {
    format!("Line {line}, column {column}")
}

/// Mends an unknown input.
pub fn create_input(name: &str) -> String {
    format!("Create input {name}")
}

/// Mends an unknown output.
pub fn create_output(name: &str) -> String {
    format!("Create output {name}")
}
