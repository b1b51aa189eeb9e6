// Starts the program that verifies signatures, of the build whose page asked for it: signatures-worker.js?v=BUILD.
//
// Trunk puts no hash into a worker's file name, so after an update a browser may still hold the old
// files. The build in each address makes a page of one build load the worker of that build only.
const version = encodeURIComponent(new URLSearchParams(self.location.search).get("v") ?? "");

importScripts(`signatures.js?v=${version}`);

wasm_bindgen({ module_or_path: `signatures_bg.wasm?v=${version}` }).catch((error) => {
  // A rejected promise stays inside the worker. Thrown from a task of its own, the error reaches the
  // page as the worker's error event.
  setTimeout(() => { throw error; });
});
