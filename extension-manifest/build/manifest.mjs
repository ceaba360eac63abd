/**
 * The manifest of each browser family, from the one source. `origins` replaces the pages that may ask for a consent window; on every
 * other server the toolbar button does that.
 */
export function manifestFor(family, source, { origins = [] } = {}) {
  const manifest = structuredClone(source);
  if (origins.length > 0) manifest.externally_connectable.matches = origins;
  return family === "firefox" ? forFirefox(manifest) : manifest;
}

/** The manifest that a store takes: the key fixes the id of an unpacked build; a store refuses it, and gives an id of its own. */
export function forStore({ key: _key, ...manifest }) {
  return manifest;
}

/** Firefox has event pages, add-on ids and no messages from pages. `data_collection_permissions` is what its store shows. */
function forFirefox({ key: _key, externally_connectable: _pages, minimum_chrome_version: _version, ...manifest }) {
  return {
    ...manifest,
    background: { scripts: [manifest.background.service_worker], type: "module" },
    browser_specific_settings: {
      gecko: {
        id: "companion@edges.run",
        strict_min_version: "142.0",
        data_collection_permissions: { required: ["authenticationInfo", "personallyIdentifyingInfo"] },
      },
    },
  };
}
