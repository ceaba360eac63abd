import { thisBrowser } from "../browser.js";
import { text } from "./dom.js";
import * as times from "./times.js";

/** Times as a page writes them. */
export const ago = (time) => times.ago(time, thisBrowser.language()) || text("time_just_now");
export const minuteOf = (time) => times.minuteOf(time, thisBrowser.language());
export const timeOf = (time) => times.timeOf(time, thisBrowser.language());
export const momentOf = (time) => times.momentOf(time, thisBrowser.language());
