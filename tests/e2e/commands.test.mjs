// The command line: every command explains itself, and a mistake is told with what was expected.
import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository, vangnet } from "./gateway.mjs";

const commands = vangnet(["--help"])
  .stdout.split("\n")
  .map((line) => /^ {2}([a-z-]+) {2,}/.exec(line)?.[1])
  .filter((name) => name && !name.startsWith("--"));

test("every command explains itself, in both ways of asking", () => {
  assert.ok(commands.includes("serve") && commands.length > 8, commands.join(" "));
  for (const name of commands) {
    const asked = vangnet([name, "--help"]);
    assert.equal(asked.status, 0);
    assert.match(asked.stdout, new RegExp(`^Usage: vangnet ${name}\\b`));
    assert.equal(vangnet(["help", name]).stdout, asked.stdout);
  }
});

const mistakes = [
  [[], /Usage/],
  [["sing"], /no command "sing"/],
  [["--data"], /--data stands without a folder/],
  [["demo", "--port", "no"], /--port: expected a number from 0 to 65535/],
  [["demo", "--port", "65536"], /--port: expected/],
  [["serve"], /--config FILE/],
  [["simulate", "--families", "0"], /--families: expected a number from 1 to/],
  [["simulate", "--days"], /--days: expected/],
  [["simulate", "--seed", "-1"], /--seed: expected/],
  [["simulate", "--faults", "crash,flood"], /--faults: expected all, none/],
  [["simulate", "--moons", "2"], /there is no --moons/],
];

for (const [args, said] of mistakes) {
  test(`vangnet ${args.join(" ")}: exit code 2 and what was expected`, () => {
    const run = vangnet(args);
    assert.equal(run.status, 2);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, said);
  });
}

test("the provider that the manual describes as an example can be used so", () => {
  const manual = readFileSync(join(repository, "docs/providers.md"), "utf8").split("\n## Generic\n")[1];
  const [, example] = /```\n(routes = [^]*?)```/.exec(manual);
  const folder = mkdtempSync(join(tmpdir(), "vangnet-e2e-"));
  try {
    writeFileSync(join(folder, "key"), "geheim");
    const file = join(folder, "vangnet.cfg");
    const settings = example.replace(/file:[^"]+/g, `file:${join(folder, "key")}`).replace('secret = "…"', 'secret = "abc"');
    const check = (text) => {
      writeFileSync(file, `master_key = "${"0".repeat(64)}";\n${text}`);
      return vangnet(["check-config", file]);
    };
    assert.doesNotMatch(check(settings).stdout, /routes\[1\]/);
    assert.match(check(settings.replace("accepted =", "acepted =")).stdout, /routes\[1\]\.credentials\.acepted: .*no such key/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
