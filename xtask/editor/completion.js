// Completion for scripts on a camera: from the same data file that the check uses (src/python/device.json).
import { completeAnyWord, snippetCompletion } from "@codemirror/autocomplete";
import { globalCompletion, localCompletionSource } from "@codemirror/lang-python";
import device from "../../src/python/device.json";

const classes = new Map(device.classes.map((it) => [it.name, it]));
const modules = new Map(Object.entries(device.modules));
const moduleNames = [...device.standard.everywhere, ...device.standard.network].filter((name) => !name.startsWith("_"));

/** A member as a completion: with its arguments as places to fill in, where it has some. */
function member({ name, arguments: names, info, values }, boost = 0) {
  const type = names === undefined ? (values ? "enum" : "property") : "method";
  const completion = { label: name, type, info, boost };
  if (names === undefined) return completion;
  completion.detail = `(${names})`;
  const places = names && names.split(", ").map((place) => `\${${place}}`).join(", ");
  return snippetCompletion(`${name}(${places})`, completion);
}

const members = (list, boost) => list.map((it) => member(it, boost));

/** Members of every message, each name once: the type of a variable is not known. */
const anyMember = members([...new Map(device.classes.flatMap((it) => it.members).map((it) => [it.name, it])).values()], -10);

const globals = [
  { label: "node", type: "variable", info: "This Script node", boost: 20 },
  ...device.classes.map(({ name, info }) => ({ label: name, type: "class", info, boost: 5 })),
];

/** What may stand behind `object.`, an expression as text. */
function membersOf(object) {
  if (object === "node") return members(device.node);
  if (object === "node.io") return [];
  if (/^node\.io\[/.test(object)) return members([...device.input, ...device.output]);
  if (modules.has(object)) return members(modules.get(object).members);
  const [name, inner] = object.split(".");
  if (classes.has(name)) {
    const found = classes.get(name).members;
    if (!inner) return members(found);
    const values = found.find((it) => it.name === inner)?.values ?? [];
    return values.map((label) => ({ label, type: "constant" }));
  }
  return anyMember;
}

/** The completion source; `ports` gives the names of inputs and outputs. */
export function completions(ports) {
  return (context) => {
    const port = context.matchBefore(/node\.io\[\s*["']\w*/);
    if (port) {
      const { inputs = [], outputs = [] } = ports() ?? {};
      const named = (detail) => (label) => ({ label, type: "variable", detail });
      const options = [...inputs.map(named("input")), ...outputs.map(named("output"))];
      return { from: port.from + port.text.search(/\w*$/), options, validFor: /^\w*$/ };
    }
    const access = context.matchBefore(/[\w.]*(\[[^\]\n]*\])?\.\w*/);
    if (access) {
      const dot = access.text.lastIndexOf(".");
      const object = access.text.slice(0, dot);
      // A number's point, or the end of a sentence in a comment.
      if (object === "" || /^\d/.test(object)) return null;
      return { from: access.from + dot + 1, options: membersOf(object), validFor: /^\w*$/ };
    }
    const module = context.matchBefore(/^\s*(?:import|from)\s+\w*/);
    if (module) {
      const options = moduleNames.map((label) => ({ label, type: "namespace", info: modules.get(label)?.info }));
      return { from: module.from + module.text.search(/\w*$/), options, validFor: /^\w*$/ };
    }
    const word = context.matchBefore(/\w+/);
    if (!word && !context.explicit) return null;
    const known = [globalCompletion, localCompletionSource].map((source) => source(context)?.options ?? []);
    const found = known.some((list) => list.length) ? known.flat() : (completeAnyWord(context)?.options ?? []);
    const own = new Set(globals.map(({ label }) => label));
    return {
      from: word?.from ?? context.pos,
      options: [...globals, ...found.filter(({ label }) => !own.has(label))],
      validFor: /^\w*$/,
    };
  };
}
