// Runs before all scripts of the page: keeps what would be an error in its console, and runs the script that a test wants
// to have run first. Served beside the page, which takes no other scripts; see preload.rs.
(function () {
  "use strict";

  function keep(text) {
    try {
      var errors = JSON.parse(sessionStorage.getItem("harness-errors") || "[]");
      sessionStorage.setItem("harness-errors", JSON.stringify(errors.concat(text)));
    } catch (_) {
      window.harnessErrors = (window.harnessErrors || []).concat(text);
    }
  }

  addEventListener("error", function (event) {
    var source = event.target.src || event.target.href;
    keep(source ? "Failed to load resource: " + source : "Uncaught " + event.message + " in " + event.filename);
  }, true);
  addEventListener("unhandledrejection", function (event) {
    keep("Uncaught (in promise) " + event.reason);
  });
  addEventListener("securitypolicyviolation", function (event) {
    keep("Violates the directive " + event.violatedDirective + ": " + event.blockedURI + " in " + event.sourceFile);
  });
  var error = console.error;
  console.error = function () {
    keep(Array.prototype.join.call(arguments, " "));
    error.apply(console, arguments);
  };

  var first;
  try {
    first = sessionStorage.getItem("harness-preload");
  } catch (_) {
    // Without storage there is none.
  }
  if (first) document.write("<script src=" + first + "></" + "script>");
})();
