/* A session that has ended: the next answer is 401, and the page leads to where people sign in again, and back. */
(function () {
  "use strict";
  const plain = window.fetch;
  window.fetch = async function (...asked) {
    const answer = await plain.apply(this, asked);
    if (answer.status === 401 && new URL(answer.url).origin === location.origin) {
      location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
    }
    return answer;
  };
})();
