// Starts the app named by index.html's preload links, and says so on the page when that fails.
//
// Trunk would write this as an inline script; as a file it can answer for a failed start, and the
// page can be served under a policy that forbids inline scripts.
const { supported, notice } = window.tabchainStart;

// The colours somebody chose are there before the program is.
try {
  const theme = localStorage.getItem("tabchain-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's colours are as good.
}

async function start() {
  const module = document.getElementById("app-module").href;
  const wasm = document.getElementById("app-wasm").href;
  const { default: init } = await import(module);
  await init({ module_or_path: wasm });
}

// Loads the views beside the node. Trunk puts no hash into these files' names, so the build in the
// address keeps a cached workshop of another build away.
window.tabchainStart.workshop = async (build) => {
  document.getElementById("workshop").dataset.build = build;
  const version = `?v=${encodeURIComponent(build)}`;
  const [{ default: init }] = await Promise.all([
    import(`./workshop.js${version}`),
    styled(new URL(`./workshop.css${version}`, import.meta.url)),
  ]);
  await init({ module_or_path: new URL(`./workshop_bg.wasm${version}`, import.meta.url) });
};

// Resolves when the style sheet applies: a view would jump otherwise.
function styled(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = resolve;
    link.onerror = () => reject(new Error(`${address} did not load`));
    document.head.append(link);
  });
}

if (supported) {
  start().catch((error) => {
    console.error(error);
    notice("tabchain could not start", [
      `The program could not be loaded or stopped while it started: ${error}.`,
      "Please reload the page. If that does not help, the files on the server are incomplete or of different builds.",
    ]);
  });
}
