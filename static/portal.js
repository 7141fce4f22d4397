/* ES5. Our refusals are pages: htmx shows them, but never the answer to a kept draft. */
document.addEventListener('htmx:beforeSwap', function (e) {
  var d = e.detail, x = d.xhr, t = x.getResponseHeader('Content-Type') || '';
  if (d.requestConfig.elt.getAttribute('hx-swap') == 'none') d.shouldSwap = false;
  else if (x.status > 399 && !t.indexOf('text/html')) d.shouldSwap = !(d.isError = false);
});
