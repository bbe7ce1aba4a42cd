// A short tone for a new incident, only for those who switched it on.
export function beep() {
  const a = new AudioContext(), o = a.createOscillator(), g = a.createGain();
  o.frequency.value = 660;
  g.gain.setValueAtTime(0.15, a.currentTime);
  g.gain.exponentialRampToValueAtTime(0.001, a.currentTime + 0.6);
  o.connect(g).connect(a.destination);
  o.start();
  o.stop(a.currentTime + 0.6);
}
