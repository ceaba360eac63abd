import { timesLanguage } from "./page/times.js";

/**
 * The only module that names the `chrome` global: everything else runs under plain Node tests. Firefox offers the same API under the
 * same name; where the two differ, it is settled here.
 * Not called `browser`, which in Firefox is that API: its linter would take ours for it.
 */

const hostName = "run.edges.companion";

export const thisBrowser = {
  extensionId: () => chrome.runtime.id,
  version: () => chrome.runtime.getManifest().version,
  userAgent: () => navigator.userAgent,
  /** The language of the texts and, with its region, of the times beside them. */
  language: () => timesLanguage(chrome.i18n.getMessage("app_language"), chrome.i18n.getUILanguage()),
  text: (key, values) => chrome.i18n.getMessage(key, values),
  fetch: (address, options) => fetch(address, options),
  cookies: (filter) => chrome.cookies.getAll(filter),

  local: {
    get: (keys) => chrome.storage.local.get(keys),
    set: (items) => chrome.storage.local.set(items),
  },
  session: {
    set: (items) => chrome.storage.session.set(items),
  },

  native: {
    open: () => chrome.runtime.connectNative(hostName),
    /** Chrome explains in `lastError`, Firefox at the port. */
    reasonOf: (port) => chrome.runtime.lastError?.message ?? port?.error?.message ?? "",
  },

  windows: {
    async open(path, width, height) {
      const { id } = await chrome.windows.create({ url: chrome.runtime.getURL(path), type: "popup", width, height });
      return id;
    },
    focus: (id) => chrome.windows.update(id, { focused: true }),
    close: (id) => chrome.windows.remove(id),
  },
  async currentAddress() {
    const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
    return tab?.url;
  },
  openTab: (url) => chrome.tabs.create({ url }),
  openPage: (path) => chrome.tabs.create({ url: chrome.runtime.getURL(path) }),

  setBadge(text, title, colour) {
    chrome.action.setBadgeText({ text });
    chrome.action.setBadgeBackgroundColor({ color: colour });
    chrome.action.setTitle({ title });
  },
  notify(id, title, message) {
    const iconUrl = chrome.runtime.getURL("icons/128.png");
    return chrome.notifications.create(id, { type: "basic", iconUrl, title, message });
  },
  shownNotes: async () => Object.keys(await chrome.notifications.getAll()),
  clearNote: (id) => chrome.notifications.clear(id),

  /** Made once: creating an alarm again would put off the one that is due. */
  async ensureAlarm(name, periodInMinutes) {
    if (!(await chrome.alarms.get(name))) await chrome.alarms.create(name, { periodInMinutes });
  },
  /** An alarm at a time, or none. */
  setAlarm: (name, when) => (when ? chrome.alarms.create(name, { when }) : chrome.alarms.clear(name)),

  ask: (message) => chrome.runtime.sendMessage(message),
  connect: (name) => chrome.runtime.connect({ name }),

  on: {
    start(handler) {
      chrome.runtime.onStartup.addListener(() => handler());
      chrome.runtime.onInstalled.addListener(() => handler());
    },
    installed: (handler) => chrome.runtime.onInstalled.addListener(({ reason }) => reason === "install" && handler()),
    alarm: (handler) => chrome.alarms.onAlarm.addListener((alarm) => handler(alarm.name)),
    cookie: (handler) => chrome.cookies.onChanged.addListener(handler),
    windowClosed: (handler) => chrome.windows.onRemoved.addListener(handler),
    notificationClicked: (handler) => chrome.notifications.onClicked.addListener(handler),
    connection: (handler) => chrome.runtime.onConnect.addListener(handler),
    message: (handler) => chrome.runtime.onMessage.addListener(answering(handler)),
    /** Firefox has no `externally_connectable`: there a page cannot ask, the toolbar button can. */
    externalMessage: (handler) => chrome.runtime.onMessageExternal?.addListener(answering(handler)),
    stored: (handler) => chrome.storage.onChanged.addListener(handler),
  },
};

function answering(handler) {
  return (message, sender, respond) => {
    handler(message, sender).then(respond);
    return true;
  };
}
