/* The tour: begins by itself once, on Overview; later from Help. Beside the page, by keyboard, Esc ends it. */
(function () {
  "use strict";
  const KEY = "rp-tour";
  const box = () => document.getElementById("rp-tour");
  const seen = () => { try { return localStorage.getItem(KEY); } catch (blocked) { return "unknown"; } };
  const remember = () => { try { localStorage.setItem(KEY, "seen"); } catch (blocked) { /* it begins again */ } };
  let at = 0, before = null;

  const shown = (one) => one.getClientRects().length > 0;
  const forget = () => document.querySelectorAll(".rp-tour-here").forEach((one) => one.classList.remove("rp-tour-here"));

  function show(wanted) {
    const steps = [...box().querySelectorAll(".rp-tour-step")];
    at = Math.max(0, Math.min(wanted, steps.length - 1));
    steps.forEach((step, i) => { step.hidden = i !== at; });
    const title = steps[at].querySelector("h2");
    box().setAttribute("aria-labelledby", title.id);
    const button = (name) => box().querySelector(`[data-rp-tour="${name}"]`);
    button("back").hidden = at === 0;
    button("next").textContent = at === steps.length - 1 ? "Done" : "Next";
    button("end").hidden = at === steps.length - 1;
    forget();
    const here = steps[at].dataset.at ? [...document.querySelectorAll(steps[at].dataset.at)].find(shown) : null;
    if (here) { here.classList.add("rp-tour-here"); here.scrollIntoView({ block: "nearest" }); }
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }

  function start() {
    before = document.activeElement;
    remember();
    box().show();
    show(0);
  }

  function end() {
    if (!box() || !box().open) return;
    box().close();
    forget();
    if (before && before.isConnected && before !== document.body) before.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-rp-tour]") : null;
    if (!button) { if (event.target instanceof Element && event.target.closest("#rp-tour a")) end(); return; }
    const what = button.dataset.rpTour, last = box().querySelectorAll(".rp-tour-step").length - 1;
    if (what === "start") start();
    else if (what === "end" || (what === "next" && at === last)) end();
    else show(at + (what === "next" ? 1 : -1));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
    if (!box() || !box().open || !box().contains(event.target)) return;
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key === "ArrowLeft") show(at - 1);
  });

  /* For the first time: when Overview has its figures, and only on the plain address, so that a link shows what it says. */
  const wait = new MutationObserver(() => {
    const plain = location.pathname === "/" && !location.search;
    if (!plain) return;
    if (seen()) { wait.disconnect(); return; }
    if (!box() || !document.querySelector("#main .rp-kpis") || document.querySelector("#main .rp-skeleton")) return;
    wait.disconnect();
    start();
  });
  wait.observe(document.documentElement, { childList: true, subtree: true });
})();
