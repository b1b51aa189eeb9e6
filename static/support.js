// Tells whether this browser can run tabchain, and if not, says so in words instead of a blank page.
//
// Old browsers must be able to read this file, so it is plain ES5 and a script of its own: one
// newer piece of syntax and they would show nothing at all.
(function () {
  "use strict";

  // The smallest module that uses a 128-bit instruction: (func (drop (i8x16.popcnt (v128.const 0)))).
  var SIMD_MODULE = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 25, 1, 23, 0,
    253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 253, 98, 26, 11
  ];

  function hasWasm() {
    return typeof WebAssembly === "object" && typeof WebAssembly.validate === "function";
  }

  var NEEDS = [
    ["WebAssembly", hasWasm],
    ["WebAssembly SIMD (the fast way to compute proofs)", function () {
      return hasWasm() && WebAssembly.validate(new Uint8Array(SIMD_MODULE));
    }],
    ["JavaScript modules", function () { return "noModule" in document.createElement("script"); }],
    ["web workers", function () { return typeof Worker === "function"; }],
    ["BroadcastChannel (how tabs talk to one another)", function () {
      return typeof BroadcastChannel === "function";
    }],
    ["random numbers (crypto.getRandomValues)", function () {
      return typeof crypto === "object" && typeof crypto.getRandomValues === "function";
    }]
  ];

  // Replaces the loading line by a heading and a list of sentences.
  function notice(heading, sentences) {
    var box = document.getElementById("notice");
    var loading = document.getElementById("loading");
    if (loading) { loading.parentNode.removeChild(loading); }
    while (box.firstChild) { box.removeChild(box.firstChild); }
    var title = document.createElement("h1");
    title.appendChild(document.createTextNode(heading));
    box.appendChild(title);
    for (var i = 0; i < sentences.length; i++) {
      var line = document.createElement("p");
      line.appendChild(document.createTextNode(sentences[i]));
      box.appendChild(line);
    }
    box.removeAttribute("hidden");
  }

  var missing = [];
  for (var i = 0; i < NEEDS.length; i++) {
    var found = false;
    try { found = NEEDS[i][1](); } catch (error) { found = false; }
    if (!found) { missing.push(NEEDS[i][0]); }
  }

  // start.js asks for these two.
  window.tabchainStart = { supported: missing.length === 0, notice: notice };

  if (missing.length > 0) {
    notice("This browser cannot run tabchain", [
      "It lacks: " + missing.join("; ") + ".",
      "tabchain runs in Chrome or Edge 91, Firefox 89 and Safari 16.4, and in every later version of them."
    ]);
  }
})();
