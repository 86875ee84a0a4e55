//! The command-line twin of the page: the same library, cameras reached over the network.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    oak_flasher::cli::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
