// Findings: people say what they make of what was read, and the report tells how often it was right, in counts alone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Api } from "./api.mjs";
import { Gateway, eventually, repository, routeTo } from "./gateway.mjs";
import { Provider } from "./provider.mjs";

const phones = ["+31612345601", "+31612345602"];
const said = {
  debt: "de huur is weer niet betaald, we hebben schulden",
  school: "mijn zoon is van school gestuurd",
  nothing: "alles rustig hier",
};
let gateway, api, provider, families;

const replies = async (family) => (await api.call("GET", `/families/${family.id}/replies`)).replies;

before(async () => {
  provider = await Provider.start({ format: "sandbox", sender: "+3197010240001" });
  gateway = await Gateway.make({ routes: [routeTo(provider)] });
  await provider.reach(gateway.url);
  await gateway.serve();
  api = new Api(gateway);
  families = [];
  for (const [i, phone] of phones.entries())
    families.push(
      await api.addFamily({
        name: `Familie Wilgenroos ${i}`,
        members: [{ name: `Ouder ${i}`, phone, language: "nl" }],
        programme: "now",
        domains: ["finance", "school"],
      }),
    );
  for (const text of Object.values(said)) assert.equal((await provider.text(phones[0], text)).status, 200);
  await eventually("the replies are handled", 20_000, async () => (await replies(families[0])).length === 3);
});

after(async () => {
  await gateway.remove();
  await provider.stop();
});

const report = (...options) => gateway.run("signals", "report", ...options);
const figures = () => JSON.parse(report("--json").stdout);

test("a report before any verdict says that there is none", () => {
  const { stdout, status } = report();
  assert.equal(status, 0);
  assert.match(stdout, /^Signals: \d+, of which 0 have a verdict\.$/m);
  assert.equal(figures().right.share, null);
});

test("verdicts are counted by what was read and what was found", async () => {
  const [nothing, school, debt] = await replies(families[0]);
  const read = (reply, domain) => reply.signals.find((signal) => signal.read.domain === domain).read.level;

  await api.call("POST", `/replies/${debt.id}/verdict`, { verdict: "right" });
  await api.call("POST", `/replies/${school.id}/verdict`, { verdict: "wrong", note: "was een grap van Wilgenroos" });
  await api.call("POST", `/replies/${nothing.id}/verdict`, { verdict: "missed", domain: "finance", level: 2 });

  const made = figures();
  assert.deepEqual([made.domains.finance.n, made.domains.finance.of], [1, 1]);
  assert.deepEqual([made.domains.school.n, made.domains.school.of], [0, 1]);
  assert.equal(made.missed, 1);
  assert.equal(made.level_read_by_level_found[0][2], 1);
  assert.equal(made.level_read_by_level_found[read(school, "school")][0], 1);
  assert.equal(made.languages.nl.missed, 1);
  assert.ok(made.domains.school.low === 0 && made.domains.school.high > 0.5, "one case says little");
  assert.deepEqual(await api.call("GET", "/findings"), made);
  assert.match(report().stdout, /^ {2}school +0 of +1 +0\.00/m);
});

test("a second verdict counts, and the reading stays", async () => {
  const [, school] = await replies(families[0]);
  const [{ id, read }] = school.signals;

  await api.call("POST", `/replies/${school.id}/verdict`, { verdict: "domain", domain: "work", level: 1, signal: id });
  const [, after] = await replies(families[0]);
  assert.deepEqual([after.signals[0].id, after.signals[0].read], [id, read]);
  assert.deepEqual(after.signals[0].found, { domain: "work", level: 1 });
  assert.equal(figures().domains.school.of, 1);
});

test("nothing of a family is in the report", () => {
  for (const { stdout, stderr } of [report(), report("--json"), report("--since", "2020-01-01")]) {
    assert.ok(stdout.length > 100);
    for (const secret of [...phones, ...Object.values(said), "Wilgenroos", "Ouder", "grap"])
      assert.ok(!(stdout + stderr).includes(secret), secret);
  }
});

test("a day in the future leaves nothing over, and what is no day is refused", () => {
  assert.match(report("--since", "2090-01-01").stdout, /^Signals since 2090-01-01: 0,/m);
  assert.equal(report("--since", "soon").status, 2);
  assert.match(report("--since", "soon").stderr, /expected YYYY-MM-DD/);
  assert.equal(report("--until", "2027-01-01").status, 2);
});

// A few of the corpus's hands to learn from; the test part has no crisis, so the little that they teach loses none.
async function smallCorpus(folder, { crises }) {
  const whole = join(repository, "corpus");
  for (const language of ["nl", "ar"]) {
    const [first, second] = (await readdir(join(whole, language))).sort();
    await mkdir(join(folder, language), { recursive: true });
    await mkdir(join(folder, "test", language), { recursive: true });
    await copyFile(join(whole, language, first), join(folder, language, first));
    const lines = (await readFile(join(whole, language, second), "utf8")).split("\n");
    const kept = lines.filter((line) => crises || !/\t[^\t]*:3[^\t]*\t[^\t]*$/.test(line));
    await writeFile(join(folder, "test", language, second), kept.join("\n"));
  }
  return folder;
}

test("the reader learns from verdicts; the new model is taken on request and can be brought back", async () => {
  const corpus = await smallCorpus(join(gateway.folder, "corpus"), { crises: false });
  const train = (...options) => gateway.run("signals", "train", ...options);
  const logged = (text) =>
    eventually(text, 10_000, async () => (await readFile(gateway.log, "utf8")).includes(text));

  const shown = train("--corpus", corpus);
  assert.equal(shown.status, 0, shown.stderr);
  assert.match(shown.stdout, /^Learnt from \d+ replies of the corpus and \d+ with a verdict\.$/m);
  assert.match(shown.stdout, /^ {2}level 2\+ recall +[01]\.\d{3} -> [01]\.\d{3} +[-+]\d\.\d{3}$/m);
  assert.match(shown.stdout, /^Nothing was changed/m);
  for (const text of Object.values(said)) assert.ok(!shown.stdout.includes(text));
  assert.match(train("--restore").stderr, /no model was taken/);

  const taken = train("--corpus", corpus, "--take");
  assert.match(taken.stdout, /^Taken\./m, taken.stderr);
  gateway.child.kill("SIGHUP");
  await logged("verdicts");
  const file = await readFile(gateway.database + ".model");
  for (const secret of [...Object.values(said), "Wilgenroos", "huur"]) assert.ok(!file.includes(secret), secret);

  assert.match(train("--restore").stdout, /^The shipped model reads again/);
  assert.equal(train("--restore").status, 1);
});

test("a model that finds fewer crises is not taken", async () => {
  const corpus = await smallCorpus(join(gateway.folder, "corpus-with-crises"), { crises: true });
  const refused = gateway.run("signals", "train", "--corpus", corpus, "--take");

  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /not taken: of the crises in the test part it finds/);
  assert.ok(!existsSync(gateway.database + ".model"));
});
