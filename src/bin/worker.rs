//! The worker's WebAssembly module: runs the engine that talks to cameras.

fn main() {
    #[cfg(target_arch = "wasm32")]
    oak_flasher::engine::run();
}
