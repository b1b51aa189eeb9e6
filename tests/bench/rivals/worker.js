// Times one of the searches of rivals.wasm: {name, texts, proofs} in, hashes a second out. Or the validation of
// a chain that is read already: {chain: its file} in, seconds out. Or a ledger: {payments: a chain's file} in, payments a
// second out.
//
// They are called for a portion at a time, as a miner calls them that has to hear its orders. It also
// gives them their due: an engine puts its optimised code in place between two calls only.
const PORTION = 100_000;

importScripts("rivals.js");
const ready = wasm_bindgen({ module_or_path: "rivals_bg.wasm" });

self.onmessage = async ({ data: { name, texts, proofs, chain, payments } }) => {
  await ready;
  if (chain) {
    const text = await (await fetch(chain)).text();
    // The page's program has run for a while when it validates; this one is new, and its engine still compiles it.
    let seconds;
    for (let round = 0; round < 3; round++) {
      wasm_bindgen.read(text);
      const start = performance.now();
      wasm_bindgen.validate();
      seconds = (performance.now() - start) / 1000;
    }
    self.postMessage(seconds);
    return;
  }
  if (payments) {
    wasm_bindgen.read_payments(await (await fetch(payments)).text());
    let applied = 0;
    wasm_bindgen.apply();
    const start = performance.now();
    while (performance.now() - start < 500) applied += wasm_bindgen.apply();
    self.postMessage((applied * 1000) / (performance.now() - start));
    return;
  }
  let tried = 0;
  const start = performance.now();
  while (tried < proofs) {
    tried += wasm_bindgen[name](...texts, Math.min(PORTION, proofs - tried));
  }
  self.postMessage((tried * 1000) / (performance.now() - start));
};
