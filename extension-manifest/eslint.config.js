import js from "@eslint/js";
import globals from "globals";

const browserApi = ["chrome", "browser"].map((name) => ({ name, message: "Only browser.js names the browser's API." }));

export default [
  { ignores: ["target/", "node_modules/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-depth": ["error", 3],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 40],
      "max-params": ["error", 5],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["src/**"],
    languageOptions: { globals: { ...globals.browser } },
    rules: { "no-restricted-globals": ["error", ...browserApi] },
  },
  {
    files: ["src/browser.js"],
    languageOptions: { globals: { ...globals.serviceworker, ...globals.webextensions } },
    rules: { "no-restricted-globals": "off" },
  },
  { files: ["build/**", "test/**", "eslint.config.js"], languageOptions: { globals: { ...globals.node } } },
  { files: ["test/**"], rules: { "max-lines-per-function": "off" } },
];
