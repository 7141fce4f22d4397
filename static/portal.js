/* ES5. Refusals are pages, shown too; what keeps a draft is not. */
document.addEventListener('htmx:beforeSwap', function (e) {
  var d = e.detail, x = d.xhr, t = x.getResponseHeader('Content-Type') || '';
  if (d.requestConfig.elt.getAttribute('hx-swap') == 'none') d.shouldSwap = false;
  else if (x.status > 399 && !t.indexOf('text/html')) d.shouldSwap = !(d.isError = false);
});
