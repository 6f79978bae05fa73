// META: title=A title
// META: global=window,worker,window-module,dedicatedworker-module,sharedworker-module,serviceworker-module
// META: script=./word.js
new BroadcastChannel(location.search).postMessage({
  where: self.constructor.name,
  // Modules run before they are told.
  isWorker: self.GLOBAL?.isWorker(),
  word: self.word,
});
