// Plays the alerts' sound for Chrome's background, a worker, which cannot: it opens this document, tells it what to
// play, and hears whether that can be heard. Content scripts, which also send messages, come from a tab.

const audio = document.querySelector("audio");

chrome.runtime.onMessage.addListener(({ volume, over_and_over: overAndOver }, { id, tab }, answer) => {
  if (id !== chrome.runtime.id || tab) {
    return false;
  }
  audio.volume = volume;
  audio.loop = overAndOver;
  audio.currentTime = 0;
  audio.play().then(
    () => answer(true),
    () => answer(false),
  );
  // The answer comes later.
  return true;
});
