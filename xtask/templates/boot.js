// Starts the page: its WebAssembly module, the way to start the worker, and the service worker.
import init from "./@PAGE_GLUE@";

// Before the first drawing where possible: the theme of the last visit.
try {
  document.documentElement.dataset.theme = JSON.parse(localStorage.getItem("oak-flasher"))?.theme ?? "auto";
} catch {
  // No storage, or not ours: the system's theme.
}

const here = (name) => new URL(name, import.meta.url).href;

const sameOrigin = (url) => {
  if (new URL(url).origin !== location.origin) throw new TypeError(`not from this site: ${url}`);
  return url;
};

// The one Trusted Types policy: only scripts of this very site can become workers.
const policy =
  globalThis.trustedTypes?.createPolicy("oak", { createScriptURL: sameOrigin }) ?? { createScriptURL: sameOrigin };

// Called from Rust, so that no hashed name is compiled into the modules.
globalThis.oakStartWorker = () => new Worker(policy.createScriptURL(here("./@WORKER@")), { type: "module" });
globalThis.oakStartPython = () => new Worker(policy.createScriptURL(here("./@PYTHON@")), { type: "module" });
globalThis.oakLoadEditor = () => import("./@EDITOR@");
globalThis.oakLoadStudio = async () => {
  const { default: start } = await import("./@STUDIO_GLUE@");
  await start({ module_or_path: fetch(here("./@STUDIO_WASM@"), { integrity: "@STUDIO_WASM_INTEGRITY@" }) });
};

try {
  await init({ module_or_path: fetch(here("./@PAGE_WASM@"), { integrity: "@PAGE_WASM_INTEGRITY@" }) });
  document.documentElement.dataset.boot = "ready";
} catch (error) {
  document.documentElement.dataset.boot = "failed";
  throw error;
}

if (@OFFLINE@ && isSecureContext) {
  navigator.serviceWorker?.register(policy.createScriptURL(here("./sw.js"))).catch((error) => {
    console.info(`works online only: ${error.message}`);
  });
}
