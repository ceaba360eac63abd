// What a page of LinkedIn looks like, by its structure, which does not change with the language.
const visible = (selector) =>
  [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length > 0);
const text = (element) => (element?.innerText ?? '').trim();
const pin = visible('input[name="pin"], input[id*="verification_pin"]');
return JSON.stringify({
  seen: window.edgesCompanionSeen === true,
  ready: document.readyState !== 'loading',
  host: location.hostname,
  origin: location.origin,
  path: location.pathname,
  title: document.title,
  status: performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0,
  password: Boolean(visible('input[type="password"]')),
  code: Boolean(pin),
  emailCode: Boolean(visible('#email-pin-challenge, #input__email_verification_pin')),
  appCode: Boolean(visible('#auth-app-div')),
  phoneCode: Boolean(visible('#two-step-challenge, #input__phone_verification_pin')),
  approval: Boolean(document.querySelector('[id*="linkedInAppChallengeActivityDevice"], .header__content__heading__inapp')),
  captcha: Boolean(document.querySelector('#captcha-internal, iframe[src*="captcha"]')),
  phone: Boolean(visible('input[type="tel"]')) && !pin,
  resend: Boolean(visible('#btn-resend-pin')),
  problem: text(visible('#error-for-username, #error-for-password, #error-for-pin, form [role="alert"]')),
  asked: pin ? text(pin.closest('form') ?? document.body) : '',
});
