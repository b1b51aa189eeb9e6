// Keeps the page for use without a network: all files of one build, or none.
//
// Nothing is kept but files that never change under their address: those with a hash in their name
// and those asked for by build (?v=). The page itself comes from the network whenever there is one.
// It names the files of its own build, so that old and new never mix.
const PREFIX = "tabchain-page-";
const PAGE = new URL("./", self.registration.scope).href;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { build, script, files } = event.data;
  const answer = (kept) => event.source?.postMessage({ kept });
  event.waitUntil(keep(build, script, files).then(answer, () => answer(false)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(PAGE)) return;
  const url = new URL(request.url);
  if (request.mode === "navigate") {
    const isPage = url.pathname === new URL(PAGE).pathname || url.pathname.endsWith("/index.html");
    if (isPage) event.respondWith(fetch(request).catch(() => keptPage(url)));
  } else if (url.searchParams.has("v") || /-[0-9a-f]{12,}(_bg)?\.\w+$/.test(url.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

// True when all of this build is kept. The page is put in last, as the sign that nothing is missing.
async function keep(build, script, files) {
  const name = PREFIX + build;
  const cache = await caches.open(name);
  if (!(await cache.match(PAGE))) {
    const before = await page();
    await cache.addAll(files);
    const after = await page();
    // The server may have been updated meanwhile; the next visit keeps its new files.
    if (!before.text.includes(script) || before.text !== after.text) {
      await caches.delete(name);
      return false;
    }
    await cache.put(PAGE, new Response(after.text, { headers: after.headers }));
  }
  for (const other of await caches.keys()) {
    if (other.startsWith(PREFIX) && other !== name) await caches.delete(other);
  }
  return true;
}

async function page() {
  const response = await fetch(PAGE, { cache: "no-store" });
  if (!response.ok) throw new Error(`the page can't be read: ${response.status}`);
  const headers = { "content-type": "text/html" };
  // Where the server says what the page may do, the kept one may do no more.
  const policy = response.headers.get("content-security-policy");
  if (policy) headers["content-security-policy"] = policy;
  return { text: await response.text(), headers };
}

async function keptPage(url) {
  const kept = (await caches.match(PAGE)) ?? Response.error();
  const policy = kept.headers.get("content-security-policy");
  if (!policy || !url.searchParams.has("second")) return kept;
  // The second node of a lesson stands in a frame of the page itself; the server says the same.
  const headers = new Headers(kept.headers);
  headers.set("content-security-policy", policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
  return new Response(kept.body, { headers });
}
