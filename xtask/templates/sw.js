// Keeps the page for use without a network. Every entry is stored under a name that contains its hash or with its hash
// beside it, so that a new build never mixes with an old one:
// - the page's document comes from the network first, and from the store only when there is no network;
// - hashed files come from the store first;
// - firmware is stored when it is first used, and again only when its hash has changed.
const BUILD = "@BUILD@";
const STATIC = @STATIC@;
const FIRMWARE = @FIRMWARE@;

const staticCache = `oak-static-${BUILD}`;
const firmwareCache = "oak-firmware";
const scope = new URL("./", self.location.href).href;
const nameOf = (request) => {
  const url = new URL(request.url);
  return url.href.startsWith(scope) ? url.pathname.slice(new URL(scope).pathname.length) : undefined;
};
const firmwareKey = (name) => `${scope}${name}?${FIRMWARE[name]}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(staticCache);
    await cache.addAll(["./", ...STATIC].map((name) => new Request(scope + name, { cache: "no-cache" })));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("oak-static-") && name !== staticCache) await caches.delete(name);
    }
    const wanted = new Set(Object.keys(FIRMWARE).map(firmwareKey));
    const firmware = await caches.open(firmwareCache);
    for (const request of await firmware.keys()) {
      if (!wanted.has(request.url)) await firmware.delete(request);
    }
    await self.clients.claim();
  })());
});

const documentOf = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    const stored = await caches.match(`${scope}./`, { cacheName: staticCache });
    if (stored) return stored;
    throw error;
  }
};

const staticFile = async (request) =>
  (await caches.match(request, { cacheName: staticCache, ignoreSearch: true })) ?? fetch(request);

const firmwareFile = async (request, name) => {
  const cache = await caches.open(firmwareCache);
  const key = firmwareKey(name);
  const stored = await cache.match(key);
  if (stored) return stored;
  const response = await fetch(request);
  if (response.ok) await cache.put(key, response.clone());
  return response;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const name = nameOf(request);
  if (request.method !== "GET" || name === undefined) return;
  if (request.mode === "navigate") {
    if (name === "" || name === "index.html") event.respondWith(documentOf(request));
  } else if (Object.hasOwn(FIRMWARE, name)) {
    event.respondWith(firmwareFile(request, name));
  } else if (STATIC.includes(name)) {
    event.respondWith(staticFile(request));
  }
});
