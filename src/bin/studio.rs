//! The WebAssembly module of the studio; loaded when the studio is first opened.

fn main() {
    #[cfg(target_arch = "wasm32")]
    oak_flasher::ui::studio::mount();
}
