import { sha256, toBase64url, utf8 } from "../protocol/base64url.js";

/**
 * What the owner agrees to, word by word. Its id and the SHA-256 of its paragraphs joined by line feeds go into the consent, so that
 * it can always be shown which words were accepted. Each language has a text of its own. A changed word is a new id; these texts stay
 * as they are.
 */
const english = {
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

const french = {
  id: "2-fr",
  items: english.items,
  paragraphs: [
    "Vous autorisez l’espace de travail nommé ci-dessus à utiliser votre session LinkedIn par l’intermédiaire du serveur nommé ci-dessus.",
    "Ce qui est envoyé : votre cookie de session LinkedIn li_at et, si vous utilisez Sales Navigator, li_a, chacun avec sa valeur, son domaine, son chemin, ses attributs et son expiration, tels que votre navigateur les détient ; ainsi que le User-Agent de votre navigateur. Votre nom et votre numéro de membre LinkedIn les accompagnent, afin que la session d’un autre membre soit refusée, de même qu’un nom pour ce navigateur, par exemple Chromium on Linux.",
    "Quand : maintenant, puis chaque fois que LinkedIn renouvelle ces cookies dans ce navigateur, ou que le serveur le demande parce que la session a pris fin.",
    "Jusqu’à quand : jusqu’à ce que vous arrêtiez le partage dans Edges Companion. Le serveur supprime alors la session et vous remet un reçu signé. Vous restez connecté à LinkedIn.",
    "Les programmes de l’espace de travail peuvent récupérer la session auprès de ce serveur, et le serveur peut la transmettre au service que l’espace de travail utilise. Chaque fois est inscrite dans le registre que vous pouvez lire dans Edges Companion.",
    "Quiconque détient la session peut agir sur LinkedIn en votre nom. Les conditions et les limites de LinkedIn s’appliquent à l’usage qui est fait de la session, et un tel usage peut amener LinkedIn à restreindre votre compte.",
    "Rien d’autre n’est jamais envoyé : aucun mot de passe, aucun autre cookie, aucune page que vous visitez, aucun message que vous lisez.",
  ],
};

const texts = { en: english, fr: french };

/** The text in the language, such as `fr-CA`; in English where there is none. */
export const consentTextIn = (language) => texts[language.split("-")[0]] ?? english;

export async function consentTextHash(text) {
  return toBase64url(await sha256(utf8(text.paragraphs.join("\n"))));
}
