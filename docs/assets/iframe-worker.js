// A page that is opened as a file may not start workers, and the search is one: a hidden frame takes its place.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const worker = new URL(url, document.baseURI);
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.srcdoc = "<!doctype html>";
      this.inner = new Promise(resolve => { frame.onload = () => resolve(frame.contentWindow); }).then(inner => {
        const load = source => new Promise((resolve, reject) => {
          const script = inner.document.createElement("script");
          Object.assign(script, {src: new URL(source, worker), onload: resolve, onerror: reject});
          inner.document.head.append(script);
        });
        inner.importScripts = (...sources) => sources.reduce((before, source) => before.then(() => load(source)), Promise.resolve());
        inner.postMessage = data => this.tell(new MessageEvent("message", {data}));
        return load(worker).then(() => inner);
      });
      this.inner.catch(() => this.tell(new Event("error")));
      document.body.append(frame);
    }

    tell(event) {
      this["on" + event.type]?.(event);
      this.dispatchEvent(event);
    }

    postMessage(data) {
      this.inner.then(inner => inner.dispatchEvent(new inner.MessageEvent("message", {data})));
    }

    terminate() {}
  };
}
