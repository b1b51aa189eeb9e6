// Starts the app that Trunk.toml has index.html name, and says so on the page when that fails.
//
// Trunk would write this as an inline script; as a file it can answer for a failed start, and the
// page can be served under a policy that forbids inline scripts.
const { supported, notice, say } = window.tabchainStart;

// The colours somebody chose are there before the program is.
try {
  const theme = localStorage.getItem("tabchain-theme");
  if (theme && theme !== "auto") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's colours are as good.
}

async function start() {
  const script = named("app-script");
  const wasm = named("app-wasm");
  await painted();
  const [program] = await Promise.all([fetch(wasm), loaded("script", { src: script })]);
  await wasm_bindgen({ module_or_path: program });
  keepForLater(script, wasm);
}

// The address of a file of the program, which index.html names.
function named(id) {
  return new URL(document.getElementById(id).content, document.baseURI).href;
}

// What is said while the program loads is seen before the program takes the line and keeps the browser busy. A hidden tab
// paints nothing, and need not.
function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, document.hidden ? 0 : 100);
  });
}

// How long after its start the page is kept: what somebody waits for comes first. In milliseconds.
const LATER = 4000;

// Has the service worker keep this build for use without a network, where the browser allows that.
function keepForLater(script, wasm) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const root = document.documentElement;
  const { build } = root.dataset;
  const version = `?v=${encodeURIComponent(build)}`;
  const parts = ["ticks-worker.js", "miner-worker.js", "miner.js", "miner_bg.wasm", "signatures-worker.js", "signatures.js", "signatures_bg.wasm", "workshop.js", "workshop_bg.wasm", "workshop.css"];
  const linked = document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]");
  const files = new Set([
    script,
    wasm,
    ...[...linked].map((element) => element.src || element.href).filter((file) => !file.includes("?v=")),
    ...parts.map((part) => new URL(`./${part}${version}`, import.meta.url).href),
  ]);
  serviceWorker.addEventListener("message", ({ data }) => {
    // Seen by tests and by the curious.
    root.dataset.kept = data.kept ? build : "no";
  });
  setTimeout(async () => {
    try {
      await serviceWorker.register(new URL("./sw.js", import.meta.url));
      const { active } = await serviceWorker.ready;
      active.postMessage({ build, script: script.slice(script.lastIndexOf("/") + 1), files: [...files] });
    } catch (error) {
      console.warn("tabchain is not kept for use without a network:", error);
    }
  }, LATER);
}

// Loads the views beside the node. Trunk puts no hash into these files' names, so the build in the
// address keeps a cached workshop of another build away.
window.tabchainStart.workshop = async (build) => {
  const version = `?v=${encodeURIComponent(build)}`;
  const [workshop] = await Promise.all([
    import(`./workshop.js${version}`),
    // A view would jump if its style came after it.
    styled(version),
  ]);
  // Not by destructuring: trunk's minifier does not know the word there.
  await workshop["default"]({ module_or_path: new URL(`./workshop_bg.wasm${version}`, import.meta.url) });
};

function styled(version) {
  return loaded("link", { rel: "stylesheet", href: new URL(`./workshop.css${version}`, import.meta.url) });
}

// Puts an element into the head, and resolves when what it names is there.
function loaded(name, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.onload = resolve;
    element.onerror = () => reject(missing(element.src ?? element.href));
    document.head.append(element);
  });
}

// An error that a page says in its language, also when that is changed later.
function missing(file) {
  const error = new Error(`${file} did not load`);
  const toLocaleString = { value: () => say("file-missing", { file }) };
  return Object.defineProperty(error, "toLocaleString", toLocaleString);
}

// A scene of the lab alone, in a frame among slides. Any site may frame that, so it must not be a node: the page's program
// is not started. Its file's name, which is another in each build, stands for the build.
async function embed() {
  const file = named("app-wasm");
  document.documentElement.dataset.embed = "";
  document.getElementById("app").remove();
  document.getElementById("workshop").hidden = false;
  await window.tabchainStart.workshop(file.slice(file.lastIndexOf("/") + 1));
}

// The second node of a lesson, in a frame of this very page.
async function second() {
  document.documentElement.dataset.second = "";
  await styled(`?v=${parent.document.documentElement.dataset.build}`);
  await start();
}

if (supported) {
  // The relay says the same of the address (crates/relay/src/guard.rs). A frame of another site's is none here.
  const asked = new URLSearchParams(location.search);
  const begin = asked.has("embed") ? embed : frameElement && asked.has("second") ? second : start;
  begin().catch((error) => {
    console.error(error);
    notice("not-started", [["not-loaded", { why: error.toLocaleString() }], ["reload"]]);
  });
}
