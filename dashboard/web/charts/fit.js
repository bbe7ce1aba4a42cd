// A drawing at the true width of its place, so that its letters keep their size: drawn again when the width changes.
import { render } from "lit-html";

class Fit extends HTMLElement {
  #draw = null; #width = 0; #size = null;
  set draw(f) { this.#draw = f; if (this.#width) render(f(this.#width), this); } // f(width in px) gives a template
  connectedCallback() {
    this.#size = new ResizeObserver(() => this.#measure());
    this.#size.observe(this);
    this.#measure();
  }
  disconnectedCallback() { this.#size.disconnect(); }
  #measure() {
    const w = Math.floor(this.clientWidth);
    if (!w || w === this.#width) return;
    this.#width = w;
    if (this.#draw) render(this.#draw(w), this);
  }
}
customElements.define("pulso-fit", Fit);
