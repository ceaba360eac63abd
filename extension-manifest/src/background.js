import { createCompanion } from "./background/companion.js";
import { browser } from "./browser.js";

// Every listener is added in the worker's first turn, or the event that woke it would be lost.
const companion = createCompanion(browser);

browser.on.cookie(companion.cookieChanged);
browser.on.alarm(companion.alarm);
browser.on.start(companion.start);
browser.on.installed(companion.installed);
browser.on.connection(companion.connected);
browser.on.message(companion.message);
browser.on.externalMessage(companion.externalMessage);
browser.on.windowClosed(companion.windowClosed);
browser.on.notificationClicked(companion.notificationClicked);

companion.start();
