// A field that people can see, on a page of LinkedIn only.
const [selector, origin] = arguments;
return location.origin === origin
  ? [...document.querySelectorAll(selector)].find((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) ?? null
  : null;
