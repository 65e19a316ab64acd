// Starts the scripts. Every page works without them; they add keys, guards and comfort, asked for by data- attributes.
import "./theme.js";
import "./menus.js";
import "./dialogs.js";
import "./forms.js";
import "./choices.js";
import "./autosave.js";
import "./lists.js";
import "./grounds.js";
import "./keys.js";
import "./requests.js";
import "./scrolling.js";
