// What is there before the program is: the language, the sentences that are needed without it, and whether
// this browser can run it; if not, that is said in words instead of a blank page.
//
// Old browsers must be able to read this file, so it is plain ES5 and a script of its own: one
// newer piece of syntax and they would show nothing at all.
(function () {
  "use strict";

  // A test reads these as JSON, and holds both languages to the same keys and arguments.
  var TEXTS = {
    "en": {
      "title": "tabchain: a blockchain in every tab",
      "loading": "tabchain is loading…",
      "about": "A blockchain whose nodes are browser tabs: this one is about to become a node. Open the page in a second tab, and the two will find each other.",
      "unable": "This browser cannot run tabchain",
      "lacks": "It lacks: {what}.",
      "and": "; ",
      "browsers": "tabchain runs in Chrome or Edge 91, Firefox 89 and Safari 16.4, and in every later version of them.",
      "wasm": "WebAssembly",
      "simd": "WebAssembly SIMD (the fast way to compute proofs)",
      "modules": "JavaScript modules",
      "workers": "web workers",
      "channel": "BroadcastChannel (how tabs talk to one another)",
      "random": "random numbers (crypto.getRandomValues)",
      "not-started": "tabchain could not start",
      "not-loaded": "The program could not be loaded, or stopped while it started: {why}.",
      "file-missing": "{file} did not load",
      "reload": "Please reload the page. If that does not help, the files on the server are incomplete or of different builds.",
      "room": "The room in this page’s address can’t be used: a room is named by 1 to {most} letters (a to z), digits, - or _.",
      "rules": "The rules in this page’s address can’t be used: write classic-16, linked-16 or sealed-16, with any difficulty from 0 to 256.",
      "main-room": "Go to the main room",
      "no-place": "This page has no place for the program.",
      "no-random": "This browser can’t provide random numbers.",
      "no-channel": "This tab can’t reach other tabs: {why}.",
      "no-console": "The browser’s console can’t be reached: {why}.",
      "stopped": "tabchain has stopped",
      "stopped-why": "This is a fault of tabchain. Please reload the page; the other tabs still hold the chain.",
      "updated": "tabchain was updated",
      "updated-reload": "Please reload the page.",
      "updated-mixed": "This page and a part of it are of different builds. Please clear this site’s cached files and reload the page."
    },
    "zh-CN": {
      "title": "tabchain：每个标签页里的区块链",
      "loading": "正在载入 tabchain……",
      "about": "以浏览器标签页为节点的区块链：这个标签页马上就会成为一个节点。在第二个标签页中打开本页，两个节点会自动发现彼此。",
      "unable": "这个浏览器无法运行 tabchain",
      "lacks": "它缺少：{what}。",
      "and": "；",
      "browsers": "tabchain 可以在 Chrome 91、Edge 91、Firefox 89、Safari 16.4 以及它们之后的所有版本中运行。",
      "wasm": "WebAssembly",
      "simd": "WebAssembly SIMD（快速计算工作量证明的方法）",
      "modules": "JavaScript 模块",
      "workers": "Web Worker（后台线程）",
      "channel": "BroadcastChannel（标签页之间通信的方法）",
      "random": "随机数（crypto.getRandomValues）",
      "not-started": "tabchain 无法启动",
      "not-loaded": "程序没有载入，或者在启动时停止了：{why}。",
      "file-missing": "{file} 没有载入",
      "reload": "请重新载入页面。如果没有用，说明服务器上的文件不完整，或者来自不同的版本。",
      "room": "这个网址里的房间名不能用：房间名由 1 到 {most} 个字母（a 到 z）、数字、- 或 _ 组成。",
      "rules": "这个网址里的规则不能用：请写成 classic-16、linked-16 或 sealed-16，难度可以是 0 到 256。",
      "main-room": "前往主房间",
      "no-place": "这个页面里没有放程序的位置。",
      "no-random": "这个浏览器不提供随机数。",
      "no-channel": "这个标签页联系不上其他标签页：{why}。",
      "no-console": "无法使用浏览器的控制台：{why}。",
      "stopped": "tabchain 停止了",
      "stopped-why": "这是 tabchain 的错误。请重新载入页面；其他标签页仍然保存着链。",
      "updated": "tabchain 更新了",
      "updated-reload": "请重新载入页面。",
      "updated-mixed": "这个页面和它的一部分来自不同的版本。请清除本站的缓存文件，然后重新载入页面。"
    }
  };

  // The language that a tag such as zh-Hans-SG means, if the page speaks it.
  function languageOf(tag) {
    var first = String(tag).split("-")[0];
    return first === "zh" ? "zh-CN" : first === "en" ? "en" : null;
  }

  // The one that was chosen, or the first of the browser's that the page speaks.
  function language() {
    var tags = [];
    // Storage may be forbidden.
    try { tags.push(localStorage.getItem("tabchain-language")); } catch (error) { tags = []; }
    tags = tags.concat([].slice.call(navigator.languages || [navigator.language]));
    for (var i = 0; i < tags.length; i++) {
      if (languageOf(tags[i])) { return languageOf(tags[i]); }
    }
    return "en";
  }

  // The sentence of this key in the language that the page is in now, with its arguments filled in.
  function say(key, args) {
    var texts = TEXTS[languageOf(document.documentElement.lang)] || TEXTS.en;
    return texts[key].replace(/\{(\w+)\}/g, function (whole, name) { return args[name]; });
  }

  // The smallest module that uses a 128-bit instruction: (func (drop (i8x16.popcnt (v128.const 0)))).
  var SIMD_MODULE = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 25, 1, 23, 0,
    253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 253, 98, 26, 11
  ];

  function hasWasm() {
    return typeof WebAssembly === "object" && typeof WebAssembly.validate === "function";
  }

  var NEEDS = [
    ["wasm", hasWasm],
    ["simd", function () { return hasWasm() && WebAssembly.validate(new Uint8Array(SIMD_MODULE)); }],
    ["modules", function () { return "noModule" in document.createElement("script"); }],
    ["workers", function () { return typeof Worker === "function"; }],
    ["channel", function () { return typeof BroadcastChannel === "function"; }],
    ["random", function () {
      return typeof crypto === "object" && typeof crypto.getRandomValues === "function";
    }]
  ];

  // Replaces what is said while the program loads by a heading and sentences, each a key with its arguments.
  function notice(heading, sentences) {
    var box = document.getElementById("notice");
    var loading = document.getElementById("loading");
    if (loading) { loading.parentNode.removeChild(loading); }
    while (box.firstChild) { box.removeChild(box.firstChild); }
    var title = document.createElement("h1");
    title.appendChild(document.createTextNode(say(heading)));
    box.appendChild(title);
    for (var i = 0; i < sentences.length; i++) {
      var line = document.createElement("p");
      line.appendChild(document.createTextNode(say(sentences[i][0], sentences[i][1])));
      box.appendChild(line);
      if (sentences[i][0] === "room" || sentences[i][0] === "rules") { box.appendChild(wayOn()); }
    }
    box.removeAttribute("hidden");
  }

  // From a room or rules that can't be used to a room that can.
  function wayOn() {
    var link = document.createElement("a");
    link.href = "?room=main" + location.hash;
    link.className = "button";
    link.appendChild(document.createTextNode(say("main-room")));
    return link;
  }

  document.documentElement.lang = language();
  document.title = say("title");
  var loading = document.getElementById("loading");
  if (loading) {
    loading.children[0].textContent = say("loading");
    loading.children[1].textContent = say("about");
  }

  var missing = [];
  for (var i = 0; i < NEEDS.length; i++) {
    var found = false;
    try { found = NEEDS[i][1](); } catch (error) { found = false; }
    if (!found) { missing.push(say(NEEDS[i][0])); }
  }

  // start.js and the program ask for these.
  window.tabchainStart = { supported: missing.length === 0, notice: notice, say: say };

  if (missing.length > 0) {
    notice("unable", [["lacks", { what: missing.join(say("and")) }], ["browsers"]]);
  }
})();
