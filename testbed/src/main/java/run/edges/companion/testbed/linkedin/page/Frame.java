package run.edges.companion.testbed.linkedin.page;

/** What all pages have around their content. */
final class Frame {

  private static final String HTML =
      """
      <!doctype html>
      <html lang="{language}">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title} | LinkedIn stand-in (testbed)</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f2ee; color: #191919 }
      header { background: #37474f; color: #fff; padding: .6rem 1.5rem; font-weight: 600 }
      main { max-width: 26rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #ddd;
        border-radius: 8px }
      h1 { font-size: 1.4rem; margin-top: 0 }
      label { display: block; margin: .8rem 0 }
      input { display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit }
      button { padding: .5rem 1.2rem; font: inherit }
      iframe { width: 100%; height: 9rem; border: 1px solid #ddd }
      [role=alert] { color: #a4001d }
      </style>
      </head>
      <body>
      <header>LinkedIn stand-in (testbed)</header>
      <main>
      {content}</main>
      </body>
      </html>
      """;

  private Frame() {}

  static String page(Language language, String title, String content) {
    return withoutHeading(language, title, "<h1>" + escape(title) + "</h1>\n" + content);
  }

  static String withoutHeading(Language language, String title, String content) {
    return HTML.replace("{language}", language.tag())
        .replace("{title}", escape(title))
        .replace("{content}", content);
  }

  static String alert(String id, String text) {
    return "<div id=\"%s\" role=\"alert\">%s</div>\n".formatted(id, escape(text));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
