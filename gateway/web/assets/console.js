// Keeps the inbox and the phone fresh. Without it every page works; one then loads it again by hand.
"use strict";
(() => {
  const parts = document.querySelectorAll("[data-refresh]");

  // Never pulls a form from under somebody's fingers.
  const busy = (part) =>
    part.querySelector("details[open]") || (part.contains(document.activeElement) && document.activeElement !== part);

  const toEnd = (part) => {
    if (part.dataset.end) part.scrollTop = part.scrollHeight;
  };

  for (const wide of document.querySelectorAll("[data-end-inline]")) wide.scrollLeft = wide.scrollWidth;

  const stamp = (at) => {
    const fresh = document.querySelector("#fresh span");
    if (fresh && at) fresh.textContent = at;
  };

  async function refresh(part, force) {
    if (!force && (document.hidden || busy(part))) return;
    const answer = await fetch(part.dataset.refresh, { headers: { "X-Part": "1" }, redirect: "error" });
    if (!answer.ok) return;
    const html = await answer.text();
    stamp(answer.headers.get("X-Now"));
    if (part.dataset.last === html || (!force && busy(part))) return;
    part.dataset.last = html;
    part.innerHTML = html;
    toEnd(part);
  }

  for (const part of parts) {
    toEnd(part);
    const every = Math.max(1, Number(part.dataset.every) || 10) * 1000;
    setInterval(() => refresh(part, false).catch(() => {}), every);
    document.addEventListener("visibilitychange", () => refresh(part, false).catch(() => {}));
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A text typed on the demonstration's phone: send it and stay.
  for (const form of document.querySelectorAll("form[data-stay]")) {
    form.addEventListener("submit", async (event) => {
      const part = document.getElementById(form.dataset.stay);
      if (!part) return;
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form, event.submitter));
      form.reset();
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "1" } });
        if (!answer.ok) throw new Error();
        await refresh(part, true);
      } catch {
        location.reload();
      }
    });
  }

  // The phone that dials: its pane is all that changes.
  for (const pane of document.querySelectorAll("[data-swap]")) {
    pane.addEventListener("submit", async (event) => {
      const form = event.target;
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form, event.submitter));
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "1" } });
        if (!answer.ok) throw new Error();
        pane.innerHTML = await answer.text();
        pane.querySelector("input:not([type=hidden]), button").focus();
        for (const part of parts) refresh(part, true).catch(() => {});
      } catch {
        location.reload();
      }
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector(".vn-account[open], .vn-nav__more[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
