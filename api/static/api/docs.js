// Draws the schema named on the page. A file of its own: our pages allow no script inside them.
const place = document.getElementById("docs");
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // The public validator would be a request to somebody else's machine.
  validatorUrl: null,
});
