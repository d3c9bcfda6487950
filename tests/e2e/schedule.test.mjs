// `vangnet schedule preview`, checked with this machine's own idea of time zones.
import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vangnet } from "./gateway.mjs";

function preview(...options) {
  const run = vangnet(["schedule", "preview", ...options]);
  assert.equal(run.status, 0, run.stderr);
  return run.stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

const programmes = vangnet(["schedule", "preview", "--programme", "?", "--start", "2027-01-18"])
  .stderr.match(/expected one of (.*)/)[1]
  .split(", ");

// What the wall clock of the zone shows at that moment, to the minute.
function wall(utc, zone) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
    .format(new Date(utc))
    .replace(" ", "T");
}

test("every programme asks at least six times in its first year, in order, on the wall clock of its zone", () => {
  assert.ok(programmes.length >= 13);
  for (const zone of ["Europe/Amsterdam", "Africa/Casablanca", "Australia/Lord_Howe"]) {
    for (const programme of programmes) {
      const planned = preview("--programme", programme, "--start", "2027-03-22", "--zone", zone);
      let last = "";
      for (const one of planned) {
        assert.deepEqual(Object.keys(one), ["local", "utc", "member", "phase", "script"]);
        assert.equal(wall(one.utc, zone), one.local, `${programme} in ${zone}`);
        assert.ok(one.utc >= last);
        assert.ok(one.local >= "2027-03-22" && one.local < "2029-03-22");
        assert.ok(one.local.slice(11) >= "08:00" && one.local.slice(11) < "21:00");
        last = one.utc;
      }
      assert.ok(planned.filter((one) => one.local < "2028-03-22").length >= 6, programme);
    }
  }
});

test("a check-in on a public holiday comes on the next working day", () => {
  const days = preview("--programme", "kwadraad", "--start", "2027-03-15", "--until", "2027-04-06").map((one) =>
    one.local.slice(0, 10),
  );
  assert.deepEqual(days, ["2027-03-15", "2027-03-22", "2027-03-30", "2027-04-05"]); // Easter Monday is the 29th
});

test("--until is exclusive", () => {
  const all = preview("--programme", "oosterhout", "--start", "2027-01-18");
  const day = all[3].local.slice(0, 10);
  const cut = preview("--programme", "oosterhout", "--start", "2027-01-18", "--until", day);
  assert.deepEqual(
    cut,
    all.filter((one) => one.local < day),
  );
});

test("what cannot be shown is refused with what is wrong", () => {
  const good = { "--programme": "oosterhout", "--start": "2027-01-18" };
  const cases = [
    [{ "--programme": "oosterhuot" }, /did you mean "oosterhout"\?[^]*one of .*mee/],
    [{ "--programme": undefined }, /--programme is missing/],
    [{ "--start": undefined }, /--start is missing/],
    [{ "--start": "2027-02-29" }, /2027-02-29 is no date/],
    [{ "--until": "soon" }, /soon is no date/],
    [{ "--until": "2027-01-17" }, /before --start/],
    [{ "--until": "2047-01-19" }, /more than 20 years/],
    [{ "--zone": "Europe/Amsterdm" }, /no time zone/],
    [{ "--zone": "../zoneinfo/UTC" }, /no time zone/],
    [{ "--zone": "/etc/localtime" }, /no time zone/],
    [{ "--from": "2027-01-18" }, /no option --from/],
    [{ "--until": "" }, /is no date/],
  ];
  for (const [change, says] of cases) {
    const options = Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined);
    const run = vangnet(["schedule", "preview", ...options.flat()]);
    assert.equal(run.status, 2);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, says);
  }
});

test("rhythms are read from words and rules, and shown in both languages", () => {
  const lines = ["elke week op dinsdag tussen 10:00 en 12:00", "FREQ=MONTHLY;BYDAY=1MO", "iedere dag"];
  const run = vangnet(["schedule", "words", "--start", "2028-02-28", "--days", "2"], {
    input: lines.join("\n") + "\n",
  });
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line)), [
    {
      rule: "FREQ=WEEKLY;BYDAY=TU",
      between: "10:00-12:00",
      nl: "elke week op dinsdag tussen 10:00 en 12:00",
      en: "every week on Tuesday between 10:00 and 12:00",
      days: ["2028-02-29", "2028-03-07"],
    },
    {
      rule: "FREQ=MONTHLY;BYDAY=1MO",
      between: null,
      nl: "elke maand op de eerste maandag",
      en: "every month on the first Monday",
      days: ["2028-03-06", "2028-04-03"],
    },
    { rule: "FREQ=DAILY", between: null, nl: "elke dag", en: "every day", days: ["2028-02-28", "2028-02-29"] },
  ]);
});

test("words that are not understood are told with their line, and the others are answered", () => {
  const run = vangnet(["schedule", "words"], { input: "every day\ntwice a week\nevery\0day\nevery weekday\n" });
  assert.equal(run.status, 1);
  assert.equal(run.stdout.trimEnd().split("\n").length, 2);
  assert.match(run.stderr, /line 2: say on which days, for example "every week on Monday and Thursday"/);
  assert.match(run.stderr, /line 3: holds a NUL byte/);
  for (const [options, says] of [
    [["--start", "tomorrow"], /no date/],
    [["--start"], /without a value/],
    [["--days", "0"], /1 to 1000/],
    [["--days", "10x"], /1 to 1000/],
    [["--day", "3"], /no option --day/],
  ]) {
    const wrong = vangnet(["schedule", "words", ...options], { input: "" });
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, says);
  }
});

test("every phase of a programme is shown in words", () => {
  const show = (...options) => vangnet(["schedule", "show", ...options]);
  assert.match(show("--programme", "oosterhout").stdout, /^fading-out, 4 weken: elke week op woensdag tussen 13:00 en 15:00\n/);
  assert.match(
    show("--programme", "oosterhout", "--language", "en").stdout,
    /^fading-out, 4 weeks: every week on Wednesday between 13:00 and 15:00\n/,
  );
  for (const name of programmes)
    for (const language of ["nl", "en"]) {
      const run = show("--programme", name, "--language", language);
      assert.equal(run.status, 0, run.stderr);
      const phases = run.stdout.trimEnd().split("\n");
      const words = phases.map((line) => line.replace(/^[^:]*: /, "") + "\n").join("");
      assert.equal(vangnet(["schedule", "words"], { input: words }).status, 0, words);
    }
  for (const options of [[], ["--programme", "oosterhuot"], ["--programme", "mee", "--language", "ar"]])
    assert.equal(show(...options).status, 2);
});

test("check-config shows each rhythm of the file back in both languages", () => {
  const folder = mkdtempSync(join(tmpdir(), "vangnet-e2e-"));
  try {
    const file = join(folder, "vangnet.cfg");
    writeFileSync(
      file,
      `master_key = "${"0".repeat(64)}";
       programmes = ( { name = "noord"; title_nl = "Noord"; phases = (
         { name = "start"; weeks = 4; script = "how-is-it"; rhythm = "om de week op di van 10.00 tot 12.00 uur"; },
         { name = "after"; weeks = 0; script = "how-is-it"; rhythm = "FREQ=MONTHLY;BYDAY=1MO"; between = "13:00-15:00"; } ); } );`,
    );
    const run = vangnet(["check-config", file]);
    assert.equal(run.status, 0, run.stdout);
    assert.deepEqual(run.stdout.match(/^rhythm .*\n +.*$/gm), [
      "rhythm         noord, start: elke 2 weken op dinsdag tussen 10:00 en 12:00\n" +
        "               every 2 weeks on Tuesday between 10:00 and 12:00",
      "rhythm         noord, after: elke maand op de eerste maandag tussen 13:00 en 15:00\n" +
        "               every month on the first Monday between 13:00 and 15:00",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
