//! The page's WebAssembly module: mounts the user interface.

fn main() {
    #[cfg(target_arch = "wasm32")]
    oak_flasher::ui::mount();
}
