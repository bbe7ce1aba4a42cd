// Events of the server, from one connection for all tabs that look at the same thing: a browser opens six to a server and no more (HTTP/1.1), and
// two in each tab would starve the third. The tab that holds the lock listens and passes on; when it goes, the next one takes over where it was.
// Where the context is not secure there are no locks, and each tab listens for itself.
const KINDS = ["mention", "incident", "source", "hole", "tick"], AGAIN_MS = 3000;
const shared = "locks" in navigator && "BroadcastChannel" in window;

/* handle(kind, data) for each event, state(open) when the connection changes. Answers the function that ends it. */
export function listen(url, last, handle, state) {
  const own = { id: last, source: null, channel: null, timer: 0, done: null, ended: false };
  const take = (kind, text, id) => { if (id) own.id = id; handle(kind, JSON.parse(text), own.id); };
  const connect = () => {
    if (own.ended) return;
    const from = own.id ? `${url.includes("?") ? "&" : "?"}last=${encodeURIComponent(own.id)}` : "";
    const source = own.source = new EventSource(url + from);
    source.onopen = () => state(true);
    source.onerror = () => {
      state(false);
      if (source.readyState === EventSource.CLOSED) own.timer = setTimeout(connect, AGAIN_MS * (1 + Math.random()));
    };
    for (const kind of KINDS)
      source.addEventListener(kind, (e) => {
        own.channel?.postMessage([kind, e.data, e.lastEventId]);
        take(kind, e.data, e.lastEventId);
      });
  };
  if (!shared) connect();
  else {
    own.channel = new BroadcastChannel(`pulso ${url}`);
    own.channel.onmessage = ({ data: [kind, text, id] }) => { state(true); take(kind, text, id); };
    own.wait = new AbortController();
    navigator.locks.request(`pulso ${url}`, { signal: own.wait.signal }, () => new Promise((done) => { own.done = done; connect(); })).catch(() => {});
  }
  return () => {
    own.ended = true;
    clearTimeout(own.timer);
    own.source?.close();
    own.channel?.close();
    own.wait?.abort();
    own.done?.();
  };
}
