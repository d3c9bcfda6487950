// `vangnet schedule preview`, checked with this machine's own idea of time zones.
import { test } from "node:test";
import assert from "node:assert/strict";
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
