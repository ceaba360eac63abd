import { createCompanion } from "./background/companion.js";
import { thisBrowser } from "./browser.js";

// Every listener is added in the worker's first turn, or the event that woke it would be lost.
const companion = createCompanion(thisBrowser);

thisBrowser.on.cookie(companion.cookieChanged);
thisBrowser.on.alarm(companion.alarm);
thisBrowser.on.start(companion.start);
thisBrowser.on.installed(companion.installed);
thisBrowser.on.connection(companion.connected);
thisBrowser.on.message(companion.message);
thisBrowser.on.externalMessage(companion.externalMessage);
thisBrowser.on.windowClosed(companion.windowClosed);
thisBrowser.on.notificationClicked(companion.notificationClicked);

companion.start();
