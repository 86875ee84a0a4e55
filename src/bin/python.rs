//! The WebAssembly module that reads Python while a script is typed; loaded when an editor opens.

fn main() {
    #[cfg(target_arch = "wasm32")]
    oak_flasher::engine::run_python();
}
