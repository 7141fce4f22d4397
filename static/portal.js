/* ES5. htmx 1.9 does not swap refusals by itself: our pages of 4xx and 503 hold what was typed.
   What only keeps a draft (hx-swap="none") never takes the page away from who is typing. */
document.addEventListener('htmx:beforeSwap', function (event) {
  var detail = event.detail, type = detail.xhr.getResponseHeader('Content-Type') || '';
  if (detail.requestConfig.elt.getAttribute('hx-swap') === 'none') {
    detail.shouldSwap = false;
  } else if (detail.xhr.status >= 400 && type.indexOf('text/html') === 0) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
