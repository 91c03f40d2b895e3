// Plays the alerts' sound for Chrome's background, a worker, which cannot: it opens this document, tells it what to
// play, and hears whether that can be heard. Nothing else of Behalf's listens to such messages.

const audio = document.querySelector("audio");

chrome.runtime.onMessage.addListener(({ volume, over_and_over: overAndOver }, _sender, answer) => {
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
