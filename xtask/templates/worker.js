// Starts the engine in its worker. It posts an event when it is up.
import init from "./@WORKER_GLUE@";

await init({
  module_or_path: fetch(new URL("./@WORKER_WASM@", import.meta.url), { integrity: "@WORKER_WASM_INTEGRITY@" }),
});
