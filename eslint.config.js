import js from "@eslint/js";
import globals from "globals";

const rules = {
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-shadow": "error",
  "no-implicit-globals": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "no-console": ["error", { allow: ["warn", "error"] }],
  curly: ["error", "multi-line"],
};

export default [
  { ignores: [".venv*/", "build/", "node_modules/", "**/*.html"] },
  {
    files: ["src/webagg/web/js/*.js"],
    ...js.configs.recommended,
    languageOptions: {
      ecmaVersion: 2024,
      globals: { ...globals.browser, ...globals.worker },
    },
    rules: { ...js.configs.recommended.rules, ...rules },
  },
  {
    files: ["tests/js/*.js", "*.js"],
    ...js.configs.recommended,
    languageOptions: { ecmaVersion: 2024, globals: { ...globals.node } },
    rules: { ...js.configs.recommended.rules, ...rules },
  },
];
