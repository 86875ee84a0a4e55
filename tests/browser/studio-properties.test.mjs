// Every node type and every property: each is set to another value through the form, and found in the package that is
// made of the project. The list comes from the catalog and its help, as the program was built with them.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { Inspector, network } from "./support/inspector.mjs";
import { buildOak, buildPackage, packageContent, root } from "./support/oak.mjs";
import { useStage } from "./support/stage.mjs";

const read = async (path) => JSON.parse(await readFile(`${root}src/pipeline/${path}`, "utf8"));

/** Types of numbers with their ranges; a `char` is a byte to people. */
const RANGES = { char: [0, 255], f32: [-1e6, 1e6], f64: [-1e12, 1e12] };
for (const bits of [8, 16, 32]) {
  RANGES[`u${bits}`] = [0, 2 ** bits - 1];
  RANGES[`i${bits}`] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}
RANGES.u64 = [0, Number.MAX_SAFE_INTEGER];
RANGES.i64 = [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

/** Leaves of a list of members with their dotted names. */
function leaves(members, prefix = "") {
  return members.flatMap((member) => {
    const name = prefix + member.name;
    return member.members?.length ? leaves(member.members, `${name}.`) : [{ ...member, name }];
  });
}

/** The value at a dotted name. */
const at = (value, name) => name.split(".").reduce((inner, part) => inner?.[part], value);

/** Types without what may be missing. */
const inner = (type) => /^opt<(.*)>$/.exec(type)?.[1] ?? type;

/** A number in range that is not the default. */
function otherNumber({ type, default: value }, help) {
  const bare = inner(type);
  const [low, high] = RANGES[bare];
  const min = help.min ?? low;
  const max = help.max ?? high;
  const current = bare === "char" ? ((value ?? 0) + 256) % 256 : value;
  const whole = !bare.startsWith("f");
  const candidates = [(current ?? 0) + 1, (current ?? 0) - 1, min, max, (min + max) / 2];
  const fits = (number) => number >= min && number <= max && number !== current && (!whole || Number.isInteger(number));
  return candidates.find(fits);
}

/** What is in the package for a typed number. */
const kept = (type, number) =>
  inner(type) === "char" && number > 127 ? number - 256 : inner(type) === "f32" ? Math.fround(number) : number;

/** Sets properties through the forms of the column. */
class Setter {
  constructor(inspector, prefix, files) {
    this.inspector = inspector;
    this.prefix = prefix;
    this.files = files;
  }

  row(name) {
    return this.inspector.property(name);
  }

  input(name) {
    return this.inspector.input(name, this.prefix);
  }

  /** Gives a leaf another value; resolves to what the package must hold, or a function that tells whether it does. */
  async set(leaf, help) {
    const input = this.input(leaf.name);
    const bare = inner(leaf.type);
    switch (help.widget) {
      case "switch":
        await input.click();
        return !leaf.default;
      case "asset":
      case "script":
        return this.setFile(leaf, input);
      case "text":
        await input.fill("other");
        return "other";
      case "hex":
        await input.fill("0x1234");
        return 0x1234;
      case "choice":
      case "socket":
        return this.choose(input);
      case "list":
        return this.setList(leaf, bare, input);
      default: {
        const number = otherNumber(leaf, help);
        await input.fill(String(number));
        return kept(leaf.type, number);
      }
    }
  }

  /** Chooses what is not chosen. */
  async choose(select) {
    const values = await select.evaluate((it) => [...it.options].filter((option) => !option.selected).map(({ value }) => value));
    const value = values.find((text) => text !== "null");
    await select.selectOption(value);
    return JSON.parse(value);
  }

  async setFile(leaf, input) {
    const { file, expected } = this.files(leaf);
    await input.setInputFiles(file);
    await this.row(leaf.name).locator(".file-name").waitFor({ timeout: 30_000 }).catch(() => {});
    return expected;
  }

  async setList(leaf, bare, input) {
    const numbers = /^(vec|array)<[iuf]\d+(,\d+)?>$/.test(bare);
    if (numbers) {
      await input.fill("1, 2, 3");
      return [1, 2, 3];
    }
    if (/^(vec|array)<(vec|array)</.test(bare)) {
      const rows = leaf.default.length
        ? leaf.default.map((row, y) => row.map((_, x) => x + y + 2))
        : [[1, 2], [3, 4]];
      await input.fill(rows.map((row) => row.join(", ")).join("\n"));
      return rows;
    }
    const row = this.row(leaf.name);
    if (bare.startsWith("array<")) {
      const value = await this.choose(row.locator("select").first());
      return [value, ...leaf.default.slice(1)];
    }
    if (leaf.type.startsWith("opt<")) {
      await row.locator('[id$="-set"]').click();
      return (value) => value !== null;
    }
    await row.locator("[data-add]").click();
    return (value) => Object.keys(value ?? {}).length === 1;
  }
}

/** Compares one property with what it must be. */
function differs(value, expected) {
  if (typeof expected === "function") return !expected(value);
  try {
    assert.deepEqual(value, expected);
    return false;
  } catch {
    return true;
  }
}

describe("every property", () => {
  const stage = useStage();
  before(buildOak);

  /** Files for the properties that stand for one. */
  const filesIn = (folder) => (leaf) => {
    if (leaf.name === "calibData") return { file: `${folder}/calibration.json`, expected: (value) => value?.boardName === "OTHER" };
    return { file: `${folder}/file.bin`, expected: (value) => /^asset:\w+$/.test(value) };
  };

  /** Makes a package of the project and tells what it holds. */
  const decode = async ({ pipeline, board }) => {
    const [json, config, dap] = ["pipeline.json", "board.json", "all.dap"].map((name) => `${stage.folder}/${name}`);
    await writeFile(json, JSON.stringify(pipeline));
    await writeFile(config, JSON.stringify(board));
    await buildPackage(json, dap, "--board-config", config);
    return packageContent(dap);
  };

  test("of every node type, of the pipeline and of the board reaches the package", async (t) => {
    const [catalog, help, structures, board] = await Promise.all([
      read("catalog.json"),
      read("help/help.json"),
      read("help/structures.json"),
      read("form/board.json"),
    ]);
    await writeFile(`${stage.folder}/file.bin`, network());
    await writeFile(`${stage.folder}/calibration.json`, JSON.stringify({ boardName: "OTHER" }));
    const inspector = await Inspector.open(t, stage.browser, stage.server.url);
    const { page } = inspector;
    const files = filesIn(stage.folder);
    const expected = [];
    let n = 0;

    const setAll = async (setter, members, helps) => {
      await inspector.unfold();
      const all = leaves(members);
      // A file brings its size along, so sizes are set after it.
      const rank = ({ name }) => (["asset", "script"].includes(helps(name).widget) ? 0 : 1);
      all.sort((one, other) => rank(one) - rank(other));
      const values = new Map();
      for (const leaf of all) {
        values.set(leaf.name, await setter.set(leaf, helps(leaf.name)));
        n += 1;
      }
      const wrong = await page.locator(".inspector .field-error").allInnerTexts();
      assert.deepEqual(wrong, [], "the form takes every value");
      return values;
    };

    const classes = Object.entries(catalog.nodes);
    for (const [index, [name, { properties }]] of classes.entries()) {
      assert.equal(await inspector.add(name), index);
      const helps = (leaf) => help.nodes[name]?.[leaf] ?? help.common[leaf];
      const values = await setAll(new Setter(inspector, "prop", files), properties, helps);
      expected.push({ name, index, values, changed: await page.locator('.inspector [data-changed="true"]').count() });
    }
    assert.equal(n, 530);

    await inspector.deselect();
    const globals = await setAll(new Setter(inspector, "global", files), catalog.globals, (name) => help.globals[name]);
    const boards = await setAll(new Setter(inspector, "board", files), board.globals, (name) => structures.BoardConfig[name]);
    assert.equal(n, 530 + catalog.globals.length + leaves(board.globals).length);

    const project = await inspector.kept(({ board, pipeline }) => board?.uvc && pipeline.nodes.length === classes.length);
    const shown = await decode(project);
    assert.equal(shown.pipelineProblem, null);
    const schema = shown.pipeline.pipeline;
    const nodes = new Map(schema.nodes.map(([id, node]) => [id, node]));
    const missing = [];
    const compare = (place, values, found) => {
      for (const [name, value] of values) {
        if (differs(at(found, name), value)) missing.push(`${place}.${name}: ${JSON.stringify(at(found, name))}`);
      }
    };
    for (const { name, index, values } of expected) compare(name, values, nodes.get(index).properties);
    compare("global", globals, schema.globalProperties);
    compare("board", boards, shown.boardConfig);
    assert.deepEqual(missing, [], "each value is in the package");
    for (const { name, values, changed } of expected) {
      // A network of another family is of another class, with other defaults.
      if (!values.has("parser.nnFamily")) assert.equal(changed, values.size, `${name}: all are marked as changed`);
    }
  });
});
