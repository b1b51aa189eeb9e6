// Tells the page that time passes, about four times a second: timers of hidden tabs are delayed, those of a worker are not.
setInterval(() => postMessage(null), 250);
