// The script editor: CodeMirror with Python, set up for scripts that run on a camera. Loaded by the page when an editor
// opens. Lives in a shadow root, because the content security policy refuses style sheets that scripts put into the
// document.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import {
  HighlightStyle,
  LanguageSupport,
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completions } from "./completion.js";

// Colours come from the page's custom properties, which reach into shadow roots: dark and light follow by themselves.
const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--surface-sunken)", fontSize: "0.8125rem", blockSize: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--text)", paddingBlock: "8px" },
  ".cm-cursor": { borderInlineStartColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--text-muted)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important",
  },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--accent) 20%, transparent)", outline: "1px solid var(--accent)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface-raised)", color: "var(--text)", border: "1px solid var(--line-strong)", borderRadius: "6px",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.85" },
  ".cm-completionInfo": { padding: "4px 8px" },
  ".cm-diagnostic": { padding: "4px 8px", borderInlineStart: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderInlineStartColor: "var(--warning)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warning)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--map-user)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--map-application)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--map-config)" },
  { tag: tags.comment, color: "var(--text-muted)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--accent)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

/** Marks a change that came from outside, which is not told to the outside again. */
const given = Annotation.define();

/**
 * Opens an editor in an element, in place of what its shadow root holds. `onChange` gets the whole text after each
 * change by the person; `ports` tells the names for `node.io`.
 */
export function open({ host, label, text, ports, onChange }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  let names = ports;
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("    "),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      new LanguageSupport(pythonLanguage),
      syntaxHighlighting(colours),
      autocompletion({ override: [completions(() => names)], icons: false }),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, indentWithTab]),
      // What is edited can have the focus in any case; with the number, everyone knows that a long script can be scrolled by keyboard.
      EditorView.contentAttributes.of({
        "aria-label": label,
        autocapitalize: "off",
        autocorrect: "off",
        spellcheck: "false",
        tabindex: "0",
      }),
      EditorView.updateListener.of((update) => {
        const own = update.transactions.some((transaction) => transaction.annotation(given));
        if (update.docChanged && !own) onChange(update.state.doc.toString());
      }),
      theme,
    ],
  });
  const view = new EditorView({ state, parent: root, root });
  return {
    /** Replaces the text, if it is another one. */
    setText(text) {
      if (text === view.state.doc.toString()) return;
      const changes = { from: 0, to: view.state.doc.length, insert: text };
      view.dispatch({ changes, annotations: given.of(true) });
    },
    setPorts(ports) {
      names = ports;
    },
    /** Underlines problems: from, to, severity, message. */
    setProblems(problems) {
      const { length } = view.state.doc;
      const inside = (offset) => Math.min(offset, length);
      const diagnostics = problems.map(({ from, to, severity, message }) => ({
        from: inside(from), to: inside(to), severity, message,
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    /** Moves the cursor to an offset and the focus into the editor. */
    jump(offset) {
      const anchor = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      view.focus();
    },
    close() {
      view.destroy();
    },
  };
}
