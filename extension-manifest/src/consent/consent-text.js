import { sha256, toBase64url, utf8 } from "../protocol/base64url.js";

/**
 * What the owner agrees to, word by word. Its id and the SHA-256 of its paragraphs joined by line feeds go into the consent, so that
 * it can always be shown which words were accepted. A changed word is a new id; this text stays as it is.
 */
export const consentText = {
  id: "2",
  items: ["li_at", "li_a", "user_agent"],
  paragraphs: [
    "You let the workspace named above use your LinkedIn session through the server named above.",
    "What is sent: your LinkedIn session cookie li_at and, when you use Sales Navigator, li_a, each with its value, domain, path, flags and expiry as your browser holds them; and your browser's User-Agent. Your LinkedIn name and member number go with them, so that another member's session is refused, and a name for this browser, such as Chromium on Linux.",
    "When: now, and each time LinkedIn renews these cookies in this browser, or the server asks because the session ended.",
    "Until: you stop sharing in Edges Companion. The server then deletes the session and gives you a signed receipt. You stay signed in to LinkedIn.",
    "The workspace's own programs can fetch the session from that server, and the server can pass it on to the service that the workspace uses. Each time stands in the record that you can read in Edges Companion.",
    "Whoever holds the session can act on LinkedIn as you. LinkedIn's terms and limits apply to how the session is used, and such use can lead LinkedIn to restrict your account.",
    "Nothing else is ever sent: no password, no other cookie, no page you visit, no message you read.",
  ],
};

export async function consentTextHash(text = consentText) {
  return toBase64url(await sha256(utf8(text.paragraphs.join("\n"))));
}
