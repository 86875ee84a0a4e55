// Starts a program in its worker. It posts a message when it is up.
import init from "./@WORKER_GLUE@";

await init({
  module_or_path: fetch(new URL("./@WORKER_WASM@", import.meta.url), { integrity: "@WORKER_WASM_INTEGRITY@" }),
});
